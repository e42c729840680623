/**
 * What training learns: conv5 and the fully connected layers, the SVMs, their calibration and the
 * box regressor. Uses geometry, operator, tensor, pooling.roi, for necks pooling.map, and error.
 * Start at {@link io.sppdet.head.RegionHead}.
 */
package io.sppdet.head;
