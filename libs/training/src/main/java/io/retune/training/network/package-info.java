/** The network in its training form. */
package io.retune.training.network;
