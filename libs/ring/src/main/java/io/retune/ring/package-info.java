/** What every service does with an event: one outcome per stage, attempts counted, faults told apart, dead letters. */
package io.retune.ring;
