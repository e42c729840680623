package io.sppdet.detect;

import io.sppdet.geometry.Box;
import io.sppdet.head.RegionScores;
import io.sppdet.image.Image;
import io.sppdet.pooling.roi.RoiVectors;
import io.sppdet.pooling.roi.ScaledMap;
import io.sppdet.pooling.roi.SharedVectors;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * A pipeline whose stages' times are added to a stopwatch.
 *
 * @param steps what is timed
 */
public record TimedPipeline(Pipeline steps, Stopwatch watch) implements Pipeline {
  private static final String SPP = "spp";

  @Override
  public List<Box> propose(Image image) {
    return watch.time("proposals", () -> steps.propose(image));
  }

  @Override
  public List<ScaledMap> conv5(Image image) {
    return watch.time("conv", () -> steps.conv5(image));
  }

  @Override
  public List<Box> likely(List<ScaledMap> conv5, List<Box> proposals) {
    return watch.time(SPP, () -> steps.likely(conv5, proposals));
  }

  /** The vectors are pooled while they are scored, which is time of the pyramid all the same. */
  @Override
  public SharedVectors pool(List<ScaledMap> conv5, List<Box> proposals) {
    SharedVectors pooled = watch.time(SPP, () -> steps.pool(conv5, proposals));
    return new SharedVectors(timed(pooled.vectors()), pooled.rowOf());
  }

  private RoiVectors timed(RoiVectors pooled) {
    return new RoiVectors() {
      @Override
      public int size() {
        return pooled.size();
      }

      @Override
      public void write(int from, int to, FloatBuffer vectors) {
        watch.time(
            SPP,
            () -> {
              pooled.write(from, to, vectors);
              return null;
            });
      }
    };
  }

  @Override
  public RegionScores score(SharedVectors pooled) {
    return watch.time("fc", () -> steps.score(pooled));
  }

  @Override
  public RegionScores inContext(Image image, List<ScaledMap> conv5, RegionScores scores) {
    return watch.time("fc", () -> steps.inContext(image, conv5, scores));
  }

  @Override
  public List<Detection> select(Image image, List<Box> proposals, RegionScores scores) {
    return watch.time("nms", () -> steps.select(image, proposals, scores));
  }
}
