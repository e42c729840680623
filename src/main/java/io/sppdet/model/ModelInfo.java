package io.sppdet.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sppdet.backbone.BackboneDescriptor;
import io.sppdet.error.Count;
import io.sppdet.error.FileFault;
import io.sppdet.error.PlainText;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is to be said of a model without loading it.
 *
 * @param directory the model, whose description tells most
 * @param bytes size of each file, by name
 */
public record ModelInfo(ModelDirectory directory, Map<String, Long> bytes) {
  /** The text names at most this number of classes; JSON holds all. */
  private static final int MAX_NAMES = 100;

  private static final String LINE = "%-15s %s%n";

  /**
   * Looks at the files of a model.
   *
   * @throws SppdetException MODEL when they can't be listed
   */
  public static ModelInfo of(ModelDirectory directory) {
    Map<String, Long> bytes = new LinkedHashMap<>();
    try {
      for (Path file : Checksums.files(directory.path())) {
        bytes.put(file.getFileName().toString(), Files.size(file));
      }
    } catch (IOException e) {
      throw new SppdetException(Kind.MODEL, directory.path(), FileFault.reason(e), e);
    }
    return new ModelInfo(directory, bytes);
  }

  /**
   * What may be models at a path: itself, if it is one or a zip file, else what lies in the folder.
   *
   * @throws SppdetException MODEL when there is no such folder
   */
  public static List<Path> modelsAt(Path path) {
    if (Files.isRegularFile(path) || mayBeModel(path)) {
      return List.of(path);
    }
    try (Stream<Path> children = Files.list(path)) {
      return children.filter(ModelInfo::mayBeModel).sorted().toList();
    } catch (IOException e) {
      throw new SppdetException(Kind.MODEL, path, FileFault.reason(e), e);
    }
  }

  private static boolean mayBeModel(Path path) {
    return ModelDirectory.isAt(path)
        || (path.toString().endsWith(".zip") && Files.isRegularFile(path));
  }

  /** Size of all files together. */
  public long totalBytes() {
    return bytes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** What kind of model it is, with the number of its classes. */
  public String kind() {
    ModelDescription model = directory.description();
    List<String> kinds = new ArrayList<>();
    if (model.detector() != null) {
      kinds.add("detector of " + Count.of(model.detector().classes().size(), "class", "classes"));
    }
    if (model.classifier() != null) {
      kinds.add(
          "classifier of " + Count.of(model.classifier().classes().size(), "class", "classes"));
    }
    return kinds.isEmpty() ? "backbone" : String.join(", ", kinds);
  }

  /** What it was trained on, or was converted from; empty where the model has no provenance. */
  public String origin() {
    Provenance from = directory.description().provenance();
    if (from == null) {
      return "";
    }
    return from.split() == null
        ? from.source()
        : "%s %s, %s, %s"
            .formatted(from.source(), from.split(), Count.of(from.images(), "image"), from.date());
  }

  /** All of it, a line a fact. */
  public String text() {
    ModelDescription model = directory.description();
    StringBuilder text = new StringBuilder();
    line(text, "name", model.name());
    line(text, "kind", kind());
    BackboneDescriptor network = model.backbone();
    line(text, "backbone", network.type() + ", " + maps(network));
    if (model.detector() != null) {
      describe(text, model.detector());
    }
    if (model.classifier() != null) {
      line(text, "classes", names(model.classifier().classes()));
    }
    if (model.provenance() != null) {
      describe(text, model.provenance());
    }
    for (Licence licence : model.licences()) {
      line(text, "licence", licence.part() + ": " + licence.licence() + ", " + licence.source());
    }
    bytes.forEach((name, n) -> line(text, "file", "%s, %s".formatted(name, size(n))));
    line(text, "size", size(totalBytes()));
    line(text, "checksums", Checksums.areIn(directory.path()) ? Checksums.FILE : "none");
    return text.toString();
  }

  private static String maps(BackboneDescriptor network) {
    String last =
        "%d channels at stride %d, offset %s"
            .formatted(network.channels(), network.stride(), network.offset());
    return network
        .secondMap()
        .map(
            map ->
                last
                    + "; %d of block %d at stride %d, offset %s"
                        .formatted(map.channels(), map.block(), network.mapStride(), map.offset()))
        .orElse(last);
  }

  private static void describe(StringBuilder text, DetectorDescriptor detector) {
    line(text, "short sides", numbers(detector.scales()) + " pixels");
    line(
        text,
        "proposals",
        detector.keep() == 0
            ? detector.proposals()
            : detector.proposals() + ", of which " + detector.keep() + " are scored");
    line(
        text,
        "layers",
        "conv5 %d, neck %s, pooling %s, fc6 %d, fc7 %d, %s, boxes %s"
            .formatted(
                detector.conv5(),
                detector.neck(),
                detector.pyramid().text(),
                detector.fc6(),
                detector.fc7(),
                detector.classifier().toString().toLowerCase(Locale.ROOT),
                detector.boxRegression().toString().toLowerCase(Locale.ROOT)));
    line(
        text,
        "detections",
        "from score %s on, suppressed above IoU %s"
            .formatted(detector.threshold(), detector.nms()));
    line(text, "context", detector.context() == null ? null : context(detector.context()));
    line(text, "classes", names(detector.classes()));
  }

  private static String context(double share) {
    return share + " of what the whole photo says of a class is added to its scores";
  }

  private void describe(StringBuilder text, Provenance from) {
    line(text, "from", origin());
    line(text, "started from", from.initialised());
    line(text, "command", from.command());
    line(text, "seed", String.valueOf(from.seed()));
    line(text, "date", from.date());
    line(text, "sppdet", from.sppdet());
    if (from.notes() != null) {
      from.notes().forEach((name, note) -> line(text, name, note));
    }
  }

  private static String names(List<String> classes) {
    return classes.size() <= MAX_NAMES
        ? String.join(", ", classes)
        : String.join(", ", classes.subList(0, MAX_NAMES))
            + ", and %d more".formatted(classes.size() - MAX_NAMES);
  }

  private static String numbers(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  private static void line(StringBuilder text, String name, String value) {
    if (value != null) {
      text.append(LINE.formatted(PlainText.line(name), PlainText.line(value)));
    }
  }

  /** A size as people read it. */
  public static String size(long bytes) {
    return bytes < 1_000_000
        ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }

  /** The description with {@code path}, {@code bytes} and {@code files}, as JSON. */
  public String json() {
    ObjectNode tree = DescriptionFile.mapper().valueToTree(directory.description());
    tree.put("path", directory.path().toString());
    tree.put("bytes", totalBytes());
    ArrayNode files = tree.putArray("files");
    bytes.forEach((name, n) -> files.addObject().put("name", name).put("bytes", n));
    try {
      return DescriptionFile.mapper().writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }
}
