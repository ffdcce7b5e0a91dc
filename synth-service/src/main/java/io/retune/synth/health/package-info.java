/** Whether this service can serve. */
package io.retune.synth.health;
