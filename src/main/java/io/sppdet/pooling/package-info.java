/**
 * Spatial pyramid pooling: a window of any size becomes a vector of one length. Uses only {@code
 * geometry}. Start at {@link io.sppdet.pooling.SpatialPyramidPooling}.
 */
package io.sppdet.pooling;
