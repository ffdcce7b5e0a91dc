/** Foreign formats to a data set: {@code retune convert}. */
package io.retune.cli.convert;
