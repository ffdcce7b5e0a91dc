/** The networks as TorchScript source that takes its weights as arguments, and the modules compiled from it. */
package io.retune.encoder.graph;
