/** A Kafka of one node in this JVM. */
package io.retune.local.kafka;
