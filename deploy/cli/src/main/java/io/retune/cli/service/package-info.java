/** The four services as the commands see them: where they are, and what they answer. */
package io.retune.cli.service;
