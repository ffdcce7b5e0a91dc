/** A Qdrant on the JVM for one machine: gRPC methods, and what it answers to everything it does not have. */
package io.retune.local.qdrant;
