/**
 * The family of pyramid pooling on whole maps {@code (N, C, H, W)}, by DJL, whose autograd is the
 * backward pass. Start at {@link io.sppdet.pooling.map.SpatialPyramidPooling2d}. Uses pooling.roi
 * and tensor.
 */
package io.sppdet.pooling.map;
