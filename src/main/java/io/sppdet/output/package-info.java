/**
 * What users get: detections drawn on pictures. Uses detect, geometry and image; start at {@link
 * io.sppdet.output.Annotator}.
 */
package io.sppdet.output;
