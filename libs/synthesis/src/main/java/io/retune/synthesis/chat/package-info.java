/** Pairs from a language model: the prompt, patience with its server, reading its answers, keeping them on the disk. */
package io.retune.synthesis.chat;
