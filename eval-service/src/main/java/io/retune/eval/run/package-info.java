/** Runs and their stages, as the database knows them from events. */
package io.retune.eval.run;
