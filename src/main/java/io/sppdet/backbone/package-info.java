/**
 * Convolutional networks that turn a whole image, once, into a feature map, behind {@link
 * io.sppdet.backbone.Backbone}; {@link io.sppdet.backbone.BackboneDescriptor} is what the pipeline
 * knows of one. Uses image, files, error and geometry.
 */
package io.sppdet.backbone;
