/** Data sets, feedback and synthesis over REST. */
package io.retune.synth.rest;
