/** The same training with different hard negatives, side by side at equal cost: do they help, and which? */
package io.retune.training.ablation;
