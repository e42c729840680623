package io.sppdet.eval;

import static io.sppdet.eval.EvalTable.percent;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sppdet.error.Count;
import io.sppdet.error.PlainText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The result of an evaluation of a classifier on a split, as a table and as JSON.
 *
 * @param model name of the model
 * @param dataset name of the data set's folder
 * @param split name of the split
 */
public record ClassificationReport(
    String model, String dataset, String split, ClassificationEvaluation.Result result) {

  /** A line a class that is shown, the means, the shares of right images; all percentages. */
  public String table() {
    List<String> lines = new ArrayList<>();
    lines.add(row("class", "AP07", "AP", "images"));
    for (ClassificationEvaluation.ClassResult c : result.classes()) {
      if (c.images() > 0) {
        lines.add(row(c.label(), percent(c.ap07()), percent(c.ap()), String.valueOf(c.images())));
      }
    }
    lines.add(row("mean", percent(result.map07()), percent(result.map()), ""));
    if (!Double.isNaN(result.top1())) {
      lines.add("top-1 %s, top-5 %s".formatted(percent(result.top1()), percent(result.top5())));
    }
    lines.add(
        "%s on %s %s: %s, %d failed"
            .formatted(model, dataset, split, Count.of(result.images(), "image"), result.failed()));
    return lines.stream()
        .map(line -> PlainText.line(line.stripTrailing()) + System.lineSeparator())
        .collect(Collectors.joining());
  }

  private static String row(String label, String ap07, String ap, String images) {
    return String.format("%-16s %6s %6s %8s", label, ap07, ap, images);
  }

  /** The same for programs; fractions, null where there is nothing to find. */
  public String json() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("model", model).put("dataset", dataset).put("split", split);
    root.put("images", result.images()).put("failed", result.failed());
    root.put("mAP07", NumberOrNull.of(result.map07()));
    root.put("mAP", NumberOrNull.of(result.map()));
    root.put("top1", NumberOrNull.of(result.top1()));
    root.put("top5", NumberOrNull.of(result.top5()));
    ObjectNode ap07 = root.putObject("ap07");
    ObjectNode ap = root.putObject("ap");
    ObjectNode images = root.putObject("images_by_class");
    for (ClassificationEvaluation.ClassResult c : result.classes()) {
      ap07.put(c.label(), NumberOrNull.of(c.ap07()));
      ap.put(c.label(), NumberOrNull.of(c.ap()));
      images.put(c.label(), c.images());
    }
    return root.toPrettyString();
  }
}
