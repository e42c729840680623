package io.sppdet.inspect;

import io.sppdet.geometry.Box;
import io.sppdet.head.RegionActivations;
import io.sppdet.head.RegionScores;
import io.sppdet.image.Image;
import io.sppdet.model.SppNet;
import io.sppdet.pooling.roi.ScaledMap;
import io.sppdet.pooling.roi.ScaledWindow;
import java.util.List;
import java.util.stream.Stream;

/**
 * Regions with all that the network made of them.
 *
 * @param boxes R boxes in pixels of the image
 * @param windows the cells each is pooled from
 * @param pooled {@code (R, bins, C)}, the channel fastest
 * @param layers outputs of fc6, fc7, the classifier and the box regressor
 */
@SuppressWarnings("ArrayRecordComponent") // a large buffer, compared by nobody
record Regions(
    List<Box> boxes, List<ScaledWindow> windows, float[] pooled, RegionActivations layers) {

  static Regions of(SppNet network, Image image, List<ScaledMap> conv5, List<Box> boxes) {
    List<ScaledWindow> windows = network.pooling().windows(conv5, boxes);
    float[] pooled = network.pooling().apply(conv5, boxes);
    RegionActivations alone = network.head().activations(pooled);
    RegionScores scores = network.inContext(image, conv5, alone.scores());
    return new Regions(
        boxes,
        windows,
        pooled,
        new RegionActivations(alone.fc6(), alone.fc7(), alone.logits(), scores));
  }

  /** These regions, and others behind them. */
  Regions and(Regions more) {
    RegionScores ours = layers.scores();
    RegionScores theirs = more.layers.scores();
    return new Regions(
        join(boxes, more.boxes),
        join(windows, more.windows),
        join(pooled, more.pooled),
        new RegionActivations(
            join(layers.fc6(), more.layers.fc6()),
            join(layers.fc7(), more.layers.fc7()),
            join(layers.logits(), more.layers.logits()),
            new RegionScores(
                ours.regions() + theirs.regions(),
                ours.classes(),
                join(ours.margins(), theirs.margins()),
                join(ours.deltas(), theirs.deltas()))));
  }

  private static <T> List<T> join(List<T> first, List<T> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  private static float[] join(float[] first, float[] second) {
    float[] all = new float[first.length + second.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }
}
