/**
 * Classification of whole images of any size, because a pooling stands between the convolutions and
 * the fully connected layers: on a backbone's map, or in small networks of its own. Start at {@link
 * io.sppdet.classify.ImageClassifier}. Uses model, head, backbone, input, pooling.map, image,
 * operator, pooling.roi, tensor, files, error and geometry.
 */
package io.sppdet.classify;
