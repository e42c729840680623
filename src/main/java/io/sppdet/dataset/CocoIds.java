package io.sppdet.dataset;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The numbers by which COCO's results name images and classes.
 *
 * @param images id of the image in its data set, by {@code image_id}
 * @param labels name of the class, by {@code category_id}
 */
public record CocoIds(Map<Long, String> images, Map<Long, String> labels) {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

  public CocoIds {
    images = Map.copyOf(images);
    labels = Map.copyOf(labels);
  }

  /**
   * The numbers of a data set that has none of its own. Where the id of every image is a number,
   * that is its number ({@code 000005} is 5); else images are counted from 1 in the order of the
   * split. Classes are counted from 1.
   *
   * @param split all images of the split that can be used
   * @param classes in the order of the data set
   */
  public static CocoIds of(List<LabelledImage> split, List<String> classes) {
    Map<Long, String> images = new HashMap<>();
    boolean numbered = numbered(split);
    for (int i = 0; i < split.size(); i++) {
      String id = split.get(i).id();
      images.put(numbered ? Long.parseLong(id) : i + 1L, id);
    }
    Map<Long, String> labels = new HashMap<>();
    for (int k = 0; k < classes.size(); k++) {
      labels.put(k + 1L, classes.get(k));
    }
    return new CocoIds(images, labels);
  }

  /** Whether the ids are numbers, and no two the same as 5 and 005 are. */
  private static boolean numbered(List<LabelledImage> split) {
    Set<Long> seen = new HashSet<>();
    return split.stream()
        .map(LabelledImage::id)
        .allMatch(id -> NUMBER.matcher(id).matches() && seen.add(Long.valueOf(id)));
  }
}
