/** The whole ring with real processes: what is killed, stopped, replayed and poisoned, and what comes out. */
package io.retune.cli.ring;
