/** Two models side by side on a target and its guards, as every report of a comparison states it. */
package io.retune.metrics.comparison;
