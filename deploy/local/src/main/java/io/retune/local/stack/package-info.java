/** The launcher: Kafka, Qdrant and the four services as supervised child processes on one machine. */
package io.retune.local.stack;
