/**
 * Small networks that classify whole images, or maps, of any size, because a spatial pyramid stands
 * between their convolutions and their fully connected layers. Uses {@code pooling} and {@code
 * tensor}. Start at {@link io.sppdet.classify.SppImageClassifier}.
 */
package io.sppdet.classify;
