/**
 * EfficientNet-Lite, to serve and to learn. Start at {@link
 * io.sppdet.backbone.efficientnet.EfficientNetLite}. Uses backbone, image, operator, tensor and
 * error.
 */
package io.sppdet.backbone.efficientnet;
