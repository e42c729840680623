/**
 * The pipeline: an image in, detections out. {@link io.sppdet.detect.Pipeline} is the whole of
 * SPP-net in order; start there. Uses model, head, input, proposal, image, pooling.roi, natives,
 * files, error and geometry.
 */
package io.sppdet.detect;
