/** Topics read and written with plain Kafka clients: the documents log, positions in it, dead letters from it. */
package io.retune.embed.log;
