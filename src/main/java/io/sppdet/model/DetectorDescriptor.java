package io.sppdet.model;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.util.List;

/**
 * The {@code detector} object of {@code model.json}.
 *
 * @param file the learnt layers, safetensors
 * @param classes names of the object classes; the index is the class id
 * @param shortSide pixels the short side of an image is resized to
 * @param proposals method of the proposals the layers were trained on
 * @param levels bins a side of each pyramid level
 * @param conv5 channels of conv5
 * @param fc6 size of fc6
 * @param fc7 size of fc7
 * @param threshold default least score of a detection
 * @param nms default IoU of the non-maximum suppression
 */
public record DetectorDescriptor(
    String file,
    List<String> classes,
    int shortSide,
    String proposals,
    List<Integer> levels,
    int conv5,
    int fc6,
    int fc7,
    double threshold,
    double nms) {
  public DetectorDescriptor {
    if (file == null || file.indexOf('/') >= 0 || file.indexOf('\\') >= 0) {
      throw fault("file must be a plain name");
    }
    if (classes == null || classes.isEmpty()) {
      throw fault("classes must not be empty");
    }
    if (levels == null || levels.isEmpty() || levels.stream().anyMatch(n -> n == null || n <= 0)) {
      throw fault("levels must be positive");
    }
    if (shortSide <= 0) {
      throw fault("shortSide must be positive");
    }
    classes = List.copyOf(classes);
    levels = List.copyOf(levels);
  }

  private static SppdetException fault(String rule) {
    return new SppdetException(Kind.MODEL, "detector", rule);
  }
}
