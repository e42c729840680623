/**
 * How good detections and proposals are, measured against marked objects. Uses dataset, detect and
 * geometry; start at {@link io.sppdet.eval.Evaluation}.
 */
package io.sppdet.eval;
