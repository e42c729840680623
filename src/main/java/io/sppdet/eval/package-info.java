/**
 * How good detections and proposals are, measured against marked objects. Uses dataset, detect and
 * geometry; start at {@link io.sppdet.eval.VocEvaluation}.
 */
package io.sppdet.eval;
