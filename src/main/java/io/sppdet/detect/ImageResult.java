package io.sppdet.detect;

import io.sppdet.error.SppdetException;
import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import java.util.List;
import java.util.Map;

/**
 * What came of one image.
 *
 * @param file its name as the user gave it
 * @param image the pixels; null when they could not be read
 * @param proposals the boxes that were scored; empty when the image failed
 * @param detections the best first; empty when the image failed
 * @param milliseconds time by stage
 * @param error why the image failed; null when it did not
 */
public record ImageResult(
    String file,
    Image image,
    List<Box> proposals,
    List<Detection> detections,
    Map<String, Double> milliseconds,
    SppdetException error) {}
