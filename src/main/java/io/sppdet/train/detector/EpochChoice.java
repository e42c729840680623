package io.sppdet.train.detector;

import io.sppdet.dataset.LabelledImage;
import java.util.List;

/**
 * How often fine-tuning shows each image where no number is given. A step takes 64 regions of an
 * image, at most 16 of them positive: images of many objects must be shown more often until all of
 * them have been seen as often as the few of other images.
 */
public final class EpochChoice {
  /** From a detector's layers on. */
  public static final int FROM_DETECTOR = 4;

  /** Where conv5 and the fully connected layers are new. */
  public static final int FROM_BACKBONE = 9;

  /**
   * Steps are quicker where the backbone stays fixed; on VOC 2007 all of it stays under an hour.
   */
  public static final double FIXED_BACKBONE = 1.5;

  /** Objects an image from which on it is shown more often, and how much more at most. */
  public static final int CROWDED = 6;

  public static final double MOST = 2.25;

  private EpochChoice() {}

  /**
   * Chooses.
   *
   * @param fromDetector whether the layers know objects already
   */
  static double choose(FineTune fineTune, boolean fromDetector, List<LabelledImage> images) {
    double objects =
        images.stream()
            .mapToLong(image -> image.objects().stream().filter(o -> !o.difficult()).count())
            .average()
            .orElse(0);
    double epochs = fromDetector ? FROM_DETECTOR : FROM_BACKBONE;
    if (fineTune != FineTune.CONV) {
      epochs *= FIXED_BACKBONE;
    }
    return epochs * Math.min(Math.max(objects / CROWDED, 1), MOST);
  }
}
