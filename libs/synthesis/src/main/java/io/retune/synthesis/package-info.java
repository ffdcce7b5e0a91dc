/** Question-answer pairs for passages that have no question: made by a language model or extracted, then filtered. */
package io.retune.synthesis;
