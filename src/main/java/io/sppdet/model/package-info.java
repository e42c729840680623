/**
 * The model directory: {@code model.json} and the files it names. Start at {@link
 * io.sppdet.model.ModelDirectory}. Uses backbone.efficientnet, head, backbone, proposal, image,
 * operator, pooling.roi, tensor, files, error and geometry.
 */
package io.sppdet.model;
