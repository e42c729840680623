package io.sppdet.eval;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * The result of evaluating a model on a split, as a table and as JSON.
 *
 * @param model name of the model
 * @param dataset name of the data set's folder
 * @param split name of the split
 * @param result average precision of each class
 * @param failed images that could not be read, counted as images without detections
 * @param seconds time of all images together, loading the model not counted
 */
public record EvalReport(
    String model,
    String dataset,
    String split,
    VocEvaluation.Result result,
    int failed,
    double seconds) {

  /** A line a class, then the means. */
  public String table() {
    StringBuilder table = new StringBuilder();
    table.append(line("class", "AP07", "AP", "objects", "detections"));
    for (VocEvaluation.ClassResult c : result.classes()) {
      table.append(
          line(
              c.label(),
              percent(c.ap07()),
              percent(c.ap()),
              String.valueOf(c.objects()),
              String.valueOf(c.detections())));
    }
    table.append(line("mean", percent(result.map07()), percent(result.map()), "", ""));
    table.append(
        String.format(
            Locale.ROOT,
            "%s on %s %s: %d images, %d failed, %.1f s, %.2f images/s%n",
            model,
            dataset,
            split,
            result.images(),
            failed,
            seconds,
            result.images() / seconds));
    return table.toString();
  }

  private static String line(String label, String ap07, String ap, String objects, String found) {
    return String.format("%-16s %6s %6s %8s %11s%n", label, ap07, ap, objects, found);
  }

  private static String percent(double ap) {
    return Double.isNaN(ap) ? "-" : String.format(Locale.ROOT, "%.1f", 100 * ap);
  }

  /**
   * The same for programs: {@code mAP07}, {@code mAP}, {@code ap07} and {@code ap} by class as
   * fractions, null for a class without objects.
   */
  public String json() {
    JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    ObjectNode root = mapper.createObjectNode();
    root.put("model", model).put("dataset", dataset).put("split", split);
    root.put("images", result.images()).put("failed", failed).put("seconds", seconds);
    putNumber(root, "mAP07", result.map07());
    putNumber(root, "mAP", result.map());
    ObjectNode ap07 = root.putObject("ap07");
    ObjectNode ap = root.putObject("ap");
    ObjectNode objects = root.putObject("objects");
    for (VocEvaluation.ClassResult c : result.classes()) {
      putNumber(ap07, c.label(), c.ap07());
      putNumber(ap, c.label(), c.ap());
      objects.put(c.label(), c.objects());
    }
    try {
      return mapper.writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  private static void putNumber(ObjectNode node, String name, double value) {
    if (Double.isNaN(value)) {
      node.putNull(name); // JSON has no NaN
    } else {
      node.put(name, value);
    }
  }
}
