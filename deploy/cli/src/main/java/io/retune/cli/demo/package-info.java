/** The whole path on an invented organisation's knowledge base: {@code retune demo}. */
package io.retune.cli.demo;
