/**
 * What training learns: conv5 and the fully connected layers, the SVMs, their calibration and the
 * box regressor. Start at {@link io.sppdet.head.RegionHead}. Uses pooling.map, operator,
 * pooling.roi, tensor, error and geometry.
 */
package io.sppdet.head;
