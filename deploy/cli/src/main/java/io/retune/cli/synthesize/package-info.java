/** Question-answer pairs for passages without questions, on files: {@code retune synthesize}. */
package io.retune.cli.synthesize;
