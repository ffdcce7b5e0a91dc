/** NUDGE: passage vectors moved towards their training queries, in closed form and without touching the network. */
package io.retune.training.nudge;
