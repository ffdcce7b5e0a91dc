/** The ring's events that this service answers. */
package io.retune.embed.messaging;
