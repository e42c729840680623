package io.sppdet.train.detector;

import io.sppdet.dataset.LabelledImage;
import io.sppdet.dataset.LabelledObject;
import io.sppdet.error.SppdetException;
import io.sppdet.image.ImageReader;
import io.sppdet.image.ImageSize;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Short sides of the images, where none are given: those at which objects are as large as the ones
 * that the backbone learnt from. Where objects differ much in size there are two for detection, so
 * that each object is seen at the one where it is nearest 224² (section 4.1). On VOC 2007 they come
 * to 384 and 576.
 *
 * @param training to draw from in training
 * @param test of detection
 */
public record ScaleChoice(List<Integer> training, List<Integer> test) {
  private static final int SAMPLE = 400;

  /** Side that the middle object shall have, in pixels. */
  public static final int PIXELS = 180;

  /** Objects differ much from this ratio on, of their sides' 90th percentile to the 10th. */
  private static final double MUCH = 3;

  /** The two short sides, over the one at which the middle object has its side. */
  private static final double SMALLER = 0.79;

  private static final double LARGER = 1.18;

  /** The smaller of the short sides in training, over that of detection where it is one. */
  private static final double MARGIN = 0.82;

  public static final int LEAST = 320;
  public static final int MOST = 704;
  private static final int MULTIPLE = 32;
  private static final int STEP = 2 * MULTIPLE;

  /** Chooses by a sample of the images. */
  static ScaleChoice choose(List<LabelledImage> images, long seed) {
    List<LabelledImage> sample = new ArrayList<>(images);
    sample.removeIf(image -> image.objects().isEmpty());
    Collections.shuffle(sample, new Random(seed));
    List<Double> sides = new ArrayList<>();
    for (LabelledImage image : sample.subList(0, Math.min(SAMPLE, sample.size()))) {
      addSides(image, sides);
    }
    if (sides.isEmpty()) {
      return one(MOST);
    }
    Collections.sort(sides);
    double wanted = PIXELS / quantile(sides, 0.5);
    return quantile(sides, 0.9) < MUCH * quantile(sides, 0.1)
        ? one(wanted)
        : two(SMALLER * wanted, LARGER * wanted);
  }

  private static ScaleChoice one(double wanted) {
    int side = clamped(wanted);
    return new ScaleChoice(List.of(rounded(MARGIN * side), side), List.of(side));
  }

  private static ScaleChoice two(double smallerWanted, double largerWanted) {
    int smaller = clamped(smallerWanted);
    int larger = clamped(largerWanted);
    if (smaller == larger) {
      return one(larger);
    }
    List<Integer> training =
        IntStream.iterate(smaller, side -> side < larger, side -> side + STEP).boxed().toList();
    List<Integer> all = new ArrayList<>(training);
    all.add(larger);
    return new ScaleChoice(all, List.of(smaller, larger));
  }

  private static double quantile(List<Double> sorted, double share) {
    return sorted.get((int) (share * sorted.size()));
  }

  private static int clamped(double side) {
    return rounded(Math.min(Math.max(side, LEAST), MOST));
  }

  private static int rounded(double side) {
    return MULTIPLE * (int) Math.round(side / MULTIPLE);
  }

  /** Of the objects, in short sides of the image. */
  private static void addSides(LabelledImage image, List<Double> sides) {
    ImageSize size;
    try {
      size = new ImageReader().size(image.image());
    } catch (SppdetException e) {
      return; // reported when the features are made
    }
    for (LabelledObject object : image.objects()) {
      double area = object.box().clip(size.width(), size.height()).area();
      if (!object.difficult() && area > 0) {
        sides.add(Math.sqrt(area) / Math.min(size.width(), size.height()));
      }
    }
  }
}
