/** The ring's event that this service answers. */
package io.retune.synth.messaging;
