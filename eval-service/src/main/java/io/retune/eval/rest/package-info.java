/** REST and the dashboard. */
package io.retune.eval.rest;
