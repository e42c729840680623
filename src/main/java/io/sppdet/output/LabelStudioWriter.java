package io.sppdet.output;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.mustachejava.DefaultMustacheFactory;
import io.sppdet.detect.Detection;
import io.sppdet.detect.ImageResult.Failed;
import io.sppdet.detect.ImageResult.Found;
import io.sppdet.geometry.Box;
import io.sppdet.image.ImageSize;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tasks of Label Studio, each with the detections as a prediction to correct. A photo is the
 * address under which Label Studio serves local files: its path below the folder above that of the
 * photos, which must be {@code LOCAL_FILES_DOCUMENT_ROOT}. Beside a file lies the labelling
 * configuration that fits it, and a list of the images that failed.
 */
final class LabelStudioWriter implements ResultWriter {
  private static final String LOCAL_FILES = "/data/local-files/?d=";

  /** How a configuration of ours begins. */
  private static final String START = "<View>\n  <Image name=\"image\" value=\"$image\"";

  /** The names of two elements in label-studio.xml.mustache, to which regions refer. */
  private static final String LABELS = "label";

  private static final String IMAGE = "image";

  private final JsonArray array;
  private final Path configuration;
  private final FailureFile failures;
  private final FileNames names;
  private final OutputSettings settings;

  /**
   * @param configuration a file for it; null for none, on standard output
   * @throws io.sppdet.error.SppdetException OUTPUT when what is there is of no earlier run
   */
  LabelStudioWriter(
      OutputFile file, Path configuration, FailureFile failures, OutputSettings settings) {
    if (configuration != null) {
      SideFile.refuseOthers(configuration, START);
    }
    this.array = new JsonArray(file);
    this.configuration = configuration;
    this.failures = failures;
    this.settings = settings;
    Path above = settings.images().folder().getParent();
    this.names =
        new FileNames(
            settings.images().names() == null
                ? FileNames.Style.RELATIVE
                : settings.images().names(),
            above == null ? settings.images().folder() : above);
  }

  @Override
  public void failed(Failed result) {
    failures.write(result);
  }

  @Override
  public void found(Found result) {
    failures.writeDamaged(result);
    ObjectNode task = JsonNodeFactory.instance.objectNode();
    task.putObject("data").put(IMAGE, address(names.of(result.file())));
    ObjectNode prediction = task.putArray("predictions").addObject();
    prediction.put("model_version", settings.model().name());
    result.detections().stream()
        .mapToDouble(Detection::score)
        .max()
        .ifPresent(best -> prediction.put("score", Rounding.share(best)));
    ArrayNode regions = prediction.putArray("result");
    for (Detection detection : result.detections()) {
      put(regions.addObject().put("id", "d" + regions.size()), detection, result.size());
    }
    array.add(task.toString());
  }

  private static String address(String name) {
    return LOCAL_FILES
        + Arrays.stream(name.replaceFirst("^/+", "").split("/", -1))
            .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
            .collect(Collectors.joining("/"));
  }

  /** A rectangle in hundredths of the image's sides. */
  private static void put(ObjectNode region, Detection detection, ImageSize size) {
    Box box = detection.box();
    region.put("type", "rectanglelabels").put("from_name", LABELS).put("to_name", IMAGE);
    region.put("original_width", size.width()).put("original_height", size.height());
    region.put("image_rotation", 0).put("score", Rounding.share(detection.score()));
    ObjectNode value = region.putObject("value");
    value.put("x", percent(box.x1(), size.width())).put("y", percent(box.y1(), size.height()));
    value.put("width", percent(box.width(), size.width()));
    value.put("height", percent(box.height(), size.height())).put("rotation", 0);
    value.putArray("rectanglelabels").add(detection.label());
  }

  private static double percent(double length, double side) {
    return Rounding.share(100 * length / side);
  }

  @Override
  public void finish() {
    if (configuration != null) {
      StringWriter xml = new StringWriter();
      new DefaultMustacheFactory("io/sppdet/output")
          .compile("label-studio.xml.mustache")
          .execute(
              xml,
              Map.of("classes", settings.model().classes().stream().map(VocWriter::text).toList()));
      OutputFile.write(configuration, xml.toString());
    }
    array.finish();
    failures.finish();
  }

  @Override
  public List<Path> sideFiles() {
    return Stream.concat(Stream.ofNullable(configuration), failures.written().stream()).toList();
  }

  @Override
  public void close() {
    array.close();
    failures.close();
  }
}
