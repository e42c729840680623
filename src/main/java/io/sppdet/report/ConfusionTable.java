package io.sppdet.report;

import io.sppdet.eval.ConfusionMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The confusion matrix as a table whose cells are shaded by their share of their row.
 *
 * @param found heads of the columns: what the detector said
 */
record ConfusionTable(List<String> found, List<Row> rows) {
  /** The objects of a class, or what was found where there is none. */
  record Row(String truth, List<Cell> cells) {}

  /**
   * @param count empty for zero
   * @param share of the row, from 0 to 1, a number of CSS
   * @param right whether it lies on the diagonal
   * @param title the cell in words
   */
  record Cell(String count, String share, boolean right, String title) {}

  static ConfusionTable of(ConfusionMatrix matrix) {
    List<String> found = new ArrayList<>(matrix.classes());
    found.add("missed");
    List<String> truth = new ArrayList<>(matrix.classes());
    truth.add(FigureFiles.BACKGROUND);
    return new ConfusionTable(
        List.copyOf(found),
        IntStream.range(0, truth.size())
            .mapToObj(t -> row(t, truth.get(t), found, matrix.counts().get(t)))
            .toList());
  }

  private static Row row(int index, String truth, List<String> found, List<Integer> counts) {
    int sum = counts.stream().mapToInt(Integer::intValue).sum();
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < counts.size(); i++) {
      int count = counts.get(i);
      cells.add(
          new Cell(
              count == 0 ? "" : String.valueOf(count),
              String.format(Locale.ROOT, "%.3f", sum == 0 ? 0.0 : (double) count / sum),
              i == index,
              truth + " → " + found.get(i) + ": " + count + " of " + sum));
    }
    return new Row(truth, List.copyOf(cells));
  }
}
