package io.sppdet.dataset;

import io.sppdet.geometry.Box;

/**
 * An object that a person marked in an image.
 *
 * @param label name of its class
 * @param box in pixels of the image, of positive area
 * @param difficult hard to recognise: left out of training and neither asked for nor counted as
 *     wrong in VOC's average precision
 */
public record LabelledObject(String label, Box box, boolean difficult) {
  public LabelledObject {
    if (label.isBlank()) {
      throw new IllegalArgumentException("label must not be blank");
    }
    if (!(box.area() > 0)) {
      throw new IllegalArgumentException("box must have a positive area: " + box);
    }
  }
}
