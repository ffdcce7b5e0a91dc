/** Ids and payload of points. */
package io.retune.local.qdrant.point;
