/**
 * Convolutional networks that turn a whole image, once, into a feature map, behind {@link
 * io.sppdet.backbone.Backbone}. A new network is one new class here and a name in {@link
 * io.sppdet.backbone.BackboneDescriptor}. Uses {@code geometry}, {@code image}, {@code tensor}.
 */
package io.sppdet.backbone;
