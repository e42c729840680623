package io.sppdet.geometry;

import java.util.List;

/**
 * Box voting: a box that survived suppression moves to the weighted mean of the boxes of its class
 * that overlap it by an IoU of at least 0.5, itself among them (Gidaris and Komodakis 2015, section
 * 4.2).
 *
 * @param boxes that vote
 * @param weights a box, not negative
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record BoxVoting(List<Box> boxes, double[] weights) {
  private static final double LEAST_IOU = 0.5;

  /** The mean of the boxes around {@code box}, or itself where there are none of any weight. */
  public Box vote(Box box) {
    double sum = 0;
    double x1 = 0;
    double y1 = 0;
    double x2 = 0;
    double y2 = 0;
    for (int i = 0; i < weights.length; i++) {
      if (votes(i, box)) {
        Box other = boxes.get(i);
        sum += weights[i];
        x1 += weights[i] * other.x1();
        y1 += weights[i] * other.y1();
        x2 += weights[i] * other.x2();
        y2 += weights[i] * other.y2();
      }
    }
    return sum > 0 ? new Box(x1 / sum, y1 / sum, x2 / sum, y2 / sum) : box;
  }

  /** Whether box {@code i} has a vote on where {@code box} moves. */
  public boolean votes(int i, Box box) {
    return weights[i] > 0 && boxes.get(i).iou(box) >= LEAST_IOU;
  }
}
