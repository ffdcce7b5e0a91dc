/** Stage training-data: given pairs, feedback and generated pairs become one data set. */
package io.retune.synth.training;
