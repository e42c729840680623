/**
 * The pipeline: an image in, detections out. {@link io.sppdet.detect.Pipeline} is the whole of
 * SPP-net in order; start there.
 */
package io.sppdet.detect;
