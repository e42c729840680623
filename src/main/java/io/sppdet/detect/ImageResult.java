package io.sppdet.detect;

import io.sppdet.error.SppdetException;
import io.sppdet.image.Image;
import java.util.List;
import java.util.Map;

/**
 * What came of one image.
 *
 * @param file its name as the user gave it
 * @param image the pixels; null when they could not be read
 * @param detections the best first; empty when the image failed
 * @param milliseconds time by stage
 * @param error why the image failed; null when it did not
 */
public record ImageResult(
    String file,
    Image image,
    List<Detection> detections,
    Map<String, Double> milliseconds,
    SppdetException error) {}
