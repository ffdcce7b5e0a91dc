/** The ring in Quarkus: channels, topics at start, shared beans and settings. The only library code that knows CDI. */
package io.retune.ring.channel;
