/**
 * Spatial pyramid pooling: a window of any size becomes a vector of one length. {@link
 * io.sppdet.pooling.SpatialPyramidPooling} pools regions in plain Java; the rest of the family
 * works on whole maps {@code (N, C, H, W)} by DJL, whose autograd is the backward pass. Uses only
 * {@code geometry}. Start at {@link io.sppdet.pooling.SpatialPyramidPooling}.
 */
package io.sppdet.pooling;
