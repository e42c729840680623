/**
 * EfficientNet-Lite, to serve and to learn. Start at {@link
 * io.sppdet.backbone.efficientnet.EfficientNetLite}.
 */
package io.sppdet.backbone.efficientnet;
