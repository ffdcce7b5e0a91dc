/** synth-service: data sets, feedback, and what a model is trained on. */
package io.retune.synth;
