/** Trainings over REST: {@code /v1/trainings}. */
package io.retune.train.rest;
