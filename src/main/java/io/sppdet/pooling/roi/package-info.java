/**
 * Spatial pyramid pooling of regions, in plain Java: a window of any size becomes a vector of one
 * length. Start at {@link io.sppdet.pooling.roi.SpatialPyramidPooling}. Uses tensor and geometry.
 */
package io.sppdet.pooling.roi;
