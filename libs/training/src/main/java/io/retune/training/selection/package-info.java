/** Which step of a training is kept, decided on dev. */
package io.retune.training.selection;
