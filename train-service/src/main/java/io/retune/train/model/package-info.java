/** The model that a training starts from. */
package io.retune.train.model;
