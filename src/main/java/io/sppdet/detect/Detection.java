package io.sppdet.detect;

import io.sppdet.geometry.Box;

/**
 * One object found in an image.
 *
 * @param label name of the class
 * @param classId index of the class in the model's list, from 0
 * @param score calibrated probability in [0, 1] that the detection is right
 * @param margin what the score was made from: the margin of the SVM, or the log-odds of the softmax
 * @param box in pixels of the upright image, inside it
 */
public record Detection(String label, int classId, double score, double margin, Box box) {
  /** The same in another box. */
  Detection at(Box moved) {
    return new Detection(label, classId, score, margin, moved);
  }
}
