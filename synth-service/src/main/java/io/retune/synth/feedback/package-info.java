/** The topic of what people searched and found: written, read up to fixed offsets, joined to a data set. */
package io.retune.synth.feedback;
