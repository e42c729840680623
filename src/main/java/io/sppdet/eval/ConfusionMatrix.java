package io.sppdet.eval;

import java.util.Arrays;
import java.util.List;

/**
 * What the objects of each class were taken for. The index {@code classes.size()}, the last, means
 * background: as a truth, detections of nothing; as a finding, objects that were not found.
 *
 * @param classes labels, in the order of the rows and columns
 * @param counts {@code counts.get(truth).get(found)}, square, one longer than {@code classes}
 */
public record ConfusionMatrix(List<String> classes, List<List<Integer>> counts) {
  public ConfusionMatrix {
    classes = List.copyOf(classes);
    counts = counts.stream().map(List::copyOf).toList();
    int side = classes.size() + 1;
    if (counts.size() != side || counts.stream().anyMatch(row -> row.size() != side)) {
      throw new IllegalArgumentException("counts must be " + side + " by " + side);
    }
  }

  /**
   * A pair to be counted.
   *
   * @param truth label of the object; null for background
   * @param found label of the detection; null when the object was not found
   */
  record Cell(String truth, String found) {}

  /** Counts pairs, whose labels must all be in {@code classes}. */
  static ConfusionMatrix of(List<String> classes, List<Cell> cells) {
    int background = classes.size();
    int[][] counts = new int[background + 1][background + 1];
    for (Cell cell : cells) {
      int truth = cell.truth() == null ? background : classes.indexOf(cell.truth());
      int found = cell.found() == null ? background : classes.indexOf(cell.found());
      counts[truth][found]++;
    }
    return new ConfusionMatrix(
        classes, Arrays.stream(counts).map(row -> Arrays.stream(row).boxed().toList()).toList());
  }
}
