/** The ring's memory: small records created once, and immutable folders named after their content. */
package io.retune.artifacts;
