/**
 * How good detections and proposals are, measured against marked objects. Uses dataset, detect,
 * classify, model, input, image, geometry, tensor, files and error; start at {@link
 * io.sppdet.eval.Evaluation}.
 */
package io.sppdet.eval;
