/** What is live on each index, and all that changes it: first generation, promotion, rollback, sweep. */
package io.retune.embed.deployment;
