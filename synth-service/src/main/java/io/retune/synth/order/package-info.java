/** Synthesis that somebody asked for directly, without a run. */
package io.retune.synth.order;
