/** Models as events name them. Needs {@code retune-encoder}, which a service that runs no model leaves out. */
package io.retune.ring.model;
