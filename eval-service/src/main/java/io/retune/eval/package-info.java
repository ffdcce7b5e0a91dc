/** eval-service: metrics against Qdrant, the decision, runs and the dashboard. */
package io.retune.eval;
