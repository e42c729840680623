/**
 * How good detections and proposals are, measured against marked objects. Start at {@link
 * io.sppdet.eval.Evaluation}. Uses classify, detect, model, dataset, input, image, tensor, files,
 * error and geometry.
 */
package io.sppdet.eval;
