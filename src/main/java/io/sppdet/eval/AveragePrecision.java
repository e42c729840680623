package io.sppdet.eval;

/**
 * Average precision of a ranked list, from the precision and the recall after each detection, best
 * first. Source: the VOC development kits, {@code VOCevaldet.m} (2007) and {@code VOCap.m} (2010
 * on).
 */
public final class AveragePrecision {
  private AveragePrecision() {}

  /**
   * VOC 2007's: the mean, over the recalls 0, 0.1, …, 1, of the best precision at that recall or a
   * higher one.
   */
  public static double elevenPoint(double[] precision, double[] recall) {
    requireSameLength(precision, recall);
    double sum = 0;
    for (int tenth = 0; tenth <= 10; tenth++) {
      double best = 0;
      for (int i = 0; i < recall.length; i++) {
        if (recall[i] >= tenth / 10.0) {
          best = Math.max(best, precision[i]);
        }
      }
      sum += best;
    }
    return sum / 11;
  }

  /**
   * VOC 2010's: the area under precision over recall, where precision has been made to fall only,
   * by taking the best at each recall or a higher one.
   */
  public static double area(double[] precision, double[] recall) {
    requireSameLength(precision, recall);
    double area = 0;
    double best = 0;
    for (int i = recall.length - 1; i >= 0; i--) {
      best = Math.max(best, precision[i]);
      area += best * (recall[i] - (i == 0 ? 0 : recall[i - 1]));
    }
    return area;
  }

  private static void requireSameLength(double[] precision, double[] recall) {
    if (precision.length != recall.length) {
      throw new IllegalArgumentException(
          precision.length + " precisions but " + recall.length + " recalls");
    }
  }
}
