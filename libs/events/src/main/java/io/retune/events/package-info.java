/** What the services tell each other: topics, event records and the run context that every event carries whole. */
package io.retune.events;
