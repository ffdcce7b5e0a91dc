/** Work that somebody asked a service for directly, without a run. */
package io.retune.ring.background;
