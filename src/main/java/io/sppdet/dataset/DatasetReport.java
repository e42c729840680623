package io.sppdet.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sppdet.error.PlainText;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a data set holds, as text and as JSON.
 *
 * @param dataset its name
 * @param format of its files
 * @param images different image files in all splits
 * @param splits in the data set's order
 * @param classes in the data set's order; each image counts once, in however many splits it is
 * @param dirt what is wrong with it
 */
public record DatasetReport(
    String dataset,
    DatasetFormat format,
    int images,
    List<SplitCount> splits,
    List<ClassCount> classes,
    List<DatasetWarning> dirt) {

  /** Warnings of one kind that the text shows. */
  private static final int SHOWN = 3;

  public DatasetReport {
    splits = List.copyOf(splits);
    classes = List.copyOf(classes);
    dirt = List.copyOf(dirt);
  }

  /**
   * A split.
   *
   * @param difficult objects among {@code objects} that are marked so
   * @param empty images without objects
   */
  public record SplitCount(String name, int images, int objects, int difficult, int empty) {}

  /**
   * A class.
   *
   * @param images that hold at least one of its objects
   */
  public record ClassCount(String label, int images, BoxSizes sizes) {}

  /** The same for people: the splits, the classes, the dirt with the first few of each kind. */
  public String text() {
    StringBuilder text = new StringBuilder();
    int objects = classes.stream().mapToInt(c -> c.sizes().count()).sum();
    line(
        text,
        "%s (%s): images %d, objects %d, classes %d",
        dataset,
        format,
        images,
        objects,
        classes.size());
    line(text, "");
    line(
        text,
        "%-16s %8s %8s %10s %16s",
        "split",
        "images",
        "objects",
        "difficult",
        "without objects");
    for (SplitCount s : splits) {
      line(
          text,
          "%-16s %8d %8d %10d %16d",
          s.name(),
          s.images(),
          s.objects(),
          s.difficult(),
          s.empty());
    }
    line(text, "");
    String row = "%-16s %8s %8s %8s %8s %8s %s";
    line(
        text,
        row,
        "class",
        "images",
        "objects",
        "small",
        "medium",
        "large",
        "   min    25%    50%    75%    max  side in pixels");
    for (ClassCount c : classes) {
      BoxSizes sizes = c.sizes();
      line(
          text,
          row,
          c.label(),
          c.images(),
          sizes.count(),
          sizes.small(),
          sizes.medium(),
          sizes.large(),
          sides(sizes));
    }
    line(text, "");
    Map<DatasetWarning.Kind, Integer> counts = DatasetWarning.counts(dirt);
    line(text, counts.isEmpty() ? "no dirt" : "dirt: " + dirt.size());
    counts.forEach(
        (kind, count) -> {
          line(text, "  %s: %d", kind, count);
          dirt.stream()
              .filter(warning -> warning.kind() == kind)
              .limit(SHOWN)
              .forEach(warning -> line(text, "    %s", warning));
          if (count > SHOWN) {
            line(text, "    and %d more", count - SHOWN);
          }
        });
    return text.toString();
  }

  private static String sides(BoxSizes sizes) {
    return String.join(
        " ",
        sizes.sides().stream().map(side -> String.format(Locale.ROOT, "%6.0f", side)).toList());
  }

  private static void line(StringBuilder text, String format, Object... values) {
    String line = String.format(Locale.ROOT, format, values).stripTrailing();
    text.append(PlainText.line(line)).append('\n');
  }

  /** The same for programs, with every piece of dirt. */
  public String json() {
    JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    ObjectNode root = mapper.createObjectNode();
    root.put("dataset", dataset).put("format", format.toString()).put("images", images);
    ArrayNode splitNodes = root.putArray("splits");
    for (SplitCount s : splits) {
      splitNodes
          .addObject()
          .put("name", s.name())
          .put("images", s.images())
          .put("objects", s.objects())
          .put("difficult", s.difficult())
          .put("images_without_objects", s.empty());
    }
    ArrayNode classNodes = root.putArray("classes");
    for (ClassCount c : classes) {
      ObjectNode node =
          classNodes
              .addObject()
              .put("label", c.label())
              .put("images", c.images())
              .put("objects", c.sizes().count())
              .put("small", c.sizes().small())
              .put("medium", c.sizes().medium())
              .put("large", c.sizes().large());
      ArrayNode sides = node.putArray("side_quartiles");
      c.sizes().sides().forEach(sides::add);
    }
    ObjectNode counts = root.putObject("dirt");
    DatasetWarning.counts(dirt).forEach((kind, count) -> counts.put(kind.code(), count));
    ArrayNode warnings = root.putArray("warnings");
    for (DatasetWarning warning : dirt) {
      warnings
          .addObject()
          .put("kind", warning.kind().code())
          .put("file", warning.file().toString())
          .put("cause", warning.cause());
    }
    try {
      return mapper.writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }
}
