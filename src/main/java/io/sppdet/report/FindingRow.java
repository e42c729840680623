package io.sppdet.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.sppdet.eval.MistakeAnalysis.Finding;
import io.sppdet.geometry.Box;

/**
 * A finding of the analysis of mistakes as a line of a table; boxes in pixels, 0-based, half-open.
 *
 * @param image id of the photo
 * @param kind in words
 * @param label of the detection; null for a missed object, as are its score and box
 * @param truth label of the object; null for background, as is its box
 * @param iou overlap of the two; null where there is only one of them
 */
record FindingRow(
    String image,
    String kind,
    String label,
    Double score,
    @JsonUnwrapped Box box,
    String truth,
    @JsonUnwrapped(prefix = "truth_") @JsonProperty("truth_box") Box truthBox,
    Double iou) {
  static FindingRow of(Finding f) {
    boolean found = f.detection() != null;
    boolean marked = f.object() != null;
    return new FindingRow(
        f.image().id(),
        f.kind().title(),
        found ? f.detection().label() : null,
        found ? f.detection().score() : null,
        found ? f.detection().box() : null,
        marked ? f.object().label() : null,
        marked ? f.object().box() : null,
        found && marked ? f.iou() : null);
  }
}
