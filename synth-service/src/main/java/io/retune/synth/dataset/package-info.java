/** Data sets in the artifact store: received, converted, validated, described. */
package io.retune.synth.dataset;
