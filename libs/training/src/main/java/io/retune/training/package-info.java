/**
 * Contrastive fine-tuning of a text encoder: {@link io.retune.training.Trainer} trains, looks at dev a few times on the
 * way and keeps the best step, which may be the unchanged model.
 */
package io.retune.training;
