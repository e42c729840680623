/**
 * What training learns: conv5 and the fully connected layers, the SVMs, their calibration and the
 * box regressor. Uses {@code geometry}, {@code tensor} and, for necks, {@code pooling}. Start at
 * {@link io.sppdet.head.RegionHead}.
 */
package io.sppdet.head;
