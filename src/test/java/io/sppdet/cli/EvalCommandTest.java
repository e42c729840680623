package io.sppdet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.sppdet.dataset.Checksum;
import io.sppdet.model.ModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the sample photos in VOC layout: all in {@code val}, {@code damaged} holds half a photo. */
class EvalCommandTest {
  @TempDir Path temporary;

  private Path dataset;

  @BeforeEach
  void writeDataset() throws IOException {
    dataset = temporary.resolve("tiny");
    Files.createDirectories(dataset.resolve("JPEGImages"));
    Files.createDirectories(dataset.resolve("Annotations"));
    Path lists = Files.createDirectories(dataset.resolve("ImageSets/Main"));
    List<String> ids = new ArrayList<>();
    for (JsonNode sample :
        DetectionSchema.JSON.readTree(Sppdet.SAMPLES.resolve("objects.json").toFile())) {
      String id = sample.get("file").textValue().replace(".jpg", "");
      ids.add(id);
      Files.copy(Sppdet.SAMPLES.resolve(id + ".jpg"), dataset.resolve("JPEGImages/" + id + ".jpg"));
      writeAnnotation(id, sample);
    }
    Files.write(lists.resolve("val.txt"), ids);
    byte[] photo = Files.readAllBytes(Sppdet.SAMPLES.resolve("dog.jpg"));
    Files.write(dataset.resolve("JPEGImages/half.jpg"), Arrays.copyOf(photo, photo.length / 2));
    Files.copy(dataset.resolve("Annotations/dog.xml"), dataset.resolve("Annotations/half.xml"));
    Files.writeString(lists.resolve("damaged.txt"), "half\n");
  }

  /** VOC's corners are 1-based and inclusive. */
  private void writeAnnotation(String id, JsonNode sample) throws IOException {
    JsonNode box = sample.get("box");
    String xml =
        """
        <annotation><object><name>%s</name><bndbox>
        <xmin>%d</xmin><ymin>%d</ymin><xmax>%d</xmax><ymax>%d</ymax>
        </bndbox></object></annotation>
        """
            .formatted(
                sample.get("label").textValue(),
                box.get(0).intValue() + 1,
                box.get(1).intValue() + 1,
                box.get(2).intValue(),
                box.get(3).intValue());
    Files.writeString(dataset.resolve("Annotations/" + id + ".xml"), xml);
  }

  @Test
  void tableAndFigures() throws IOException {
    Path json = temporary.resolve("figures.json");
    Sppdet run = Sppdet.run("eval", dataset, "--limit", "2", "--json", json);
    assertEquals(0, run.exitCode(), run.err());
    List<String> table = run.outLines();
    assertTrue(table.get(0).matches("class +AP07 +AP +objects +detections"), run.out());
    assertTrue(table.stream().anyMatch(line -> line.matches("cat +\\d.+ 1 +\\d+")), run.out());
    assertTrue(table.get(table.size() - 2).startsWith("mean "), run.out());
    assertTrue(
        table.get(table.size() - 1).matches(".+ on tiny val: 2 images, 0 failed, .+ images/s"));

    JsonNode figures = DetectionSchema.parse(Files.readString(json));
    assertEquals(
        ModelDirectory.open(Sppdet.MODEL).description().name(), figures.get("model").textValue());
    assertEquals("tiny", figures.get("dataset").textValue());
    assertEquals("val", figures.get("split").textValue());
    assertEquals(2, figures.get("images").intValue());
    assertEquals(0, figures.get("failed").intValue());
    assertTrue(figures.get("seconds").doubleValue() > 0);
    assertFraction(figures.get("mAP07"));
    assertFraction(figures.get("mAP"));
    assertFraction(figures.at("/ap07/person"));
    assertFraction(figures.at("/ap/cat"));
    assertEquals(1, figures.at("/objects/cat").intValue());
    figures
        .get("ap07")
        .properties()
        .forEach(
            ap ->
                assertEquals(
                    figures.get("objects").get(ap.getKey()).intValue() == 0,
                    ap.getValue().isNull(), // JSON has no NaN
                    figures.toString()));
  }

  private static void assertFraction(JsonNode figure) {
    assertTrue(figure.isDouble(), figure.toString());
    assertTrue(figure.doubleValue() >= 0 && figure.doubleValue() <= 1, figure.toString());
  }

  @Test
  void figuresOnStandardOutputReplaceTheTable() {
    Sppdet run = Sppdet.run("eval", dataset, "--split", "damaged", "--json", "-");
    assertEquals(1, run.exitCode());
    JsonNode figures = DetectionSchema.parse(run.out());
    assertEquals(1, figures.get("failed").intValue());
    assertEquals(1, figures.get("images").intValue());
    assertEquals(0, figures.at("/ap07/dog").doubleValue());
    assertTrue(run.errLines().get(0).contains("half.jpg: the JPEG file is truncated"), run.err());
  }

  @Test
  void imagesOfTheTrainingAreRefusedUnlessAllowed() throws IOException {
    Path model = Files.createDirectory(temporary.resolve("model"));
    try (Stream<Path> files = Files.list(Sppdet.MODEL.toRealPath())) {
      for (Path file : files.toList()) {
        Files.createSymbolicLink(model.resolve(file.getFileName()), file);
      }
    }
    Path list =
        model.resolve(ModelDirectory.open(model).description().provenance().imageChecksums());
    byte[] seen = Files.readAllBytes(list);
    Files.delete(list);
    Files.write(list, seen);
    String line = Checksum.of(Sppdet.SAMPLES.resolve("chelsea.jpg")) + " chelsea\n";
    Files.write(list, line.getBytes(UTF_8), StandardOpenOption.APPEND);

    List<Object> args = List.of("eval", dataset, "--model", model, "--classes", modelClass(model));
    Sppdet refused = Sppdet.run(args);
    assertEquals(2, refused.exitCode());
    assertEquals("", refused.out());
    assertEquals(1, refused.errLines().size(), refused.err());
    assertTrue(refused.err().contains("chelsea.jpg: the model was trained on this image"));
    assertTrue(refused.err().contains("--allow-seen"), refused.err());

    Sppdet allowed = Sppdet.run(args, "--allow-seen", "--limit", "1", "--json", "-");
    assertEquals(0, allowed.exitCode(), allowed.err());
    assertEquals(1, DetectionSchema.parse(allowed.out()).get("images").intValue());
  }

  @Test
  void labelsTheModelDoesNotKnowAreToldInALine() throws IOException {
    Path xml = dataset.resolve("Annotations/dog.xml");
    Files.writeString(xml, Files.readString(xml).replace("dog", "raccoon"));
    Path list = Files.writeString(temporary.resolve("mine.txt"), "dog\n");
    Sppdet run = Sppdet.run("eval", dataset, "--split", list, "--json", "-");
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(
        "sppdet: the model has no class called raccoon; objects so labelled count as missed (1)",
        run.errLines().get(0));
    JsonNode figures = DetectionSchema.parse(run.out());
    assertEquals(1, figures.at("/objects/raccoon").intValue());
    assertEquals(list.toString(), figures.get("split").textValue());
  }

  private static String modelClass(Path model) {
    return ModelDirectory.open(model).detector().classes().get(0);
  }

  @Test
  void wrongUseIsOneLine() {
    assertRefused(2, "no split \"test\"; there are: damaged, val", dataset, "--split", "test");
    assertRefused(2, "--limit: must be at least 1, not 0", dataset, "--limit", "0");
    assertRefused(2, "data set folder does not exist", temporary.resolve("nowhere"));
    assertRefused(2, "no data set: neither Annotations", temporary);
    assertRefused(2, "images are drawn by train", dataset, "--split", "random:0.5");
    assertRefused(2, "lost.txt: no such list", dataset, "--split", "lost.txt");
    Path output = temporary.resolve("missing/figures.json");
    assertRefused(2, output + ": can't be written: ", dataset, "--json", output);
    assertRefused(3, "nowhere: no such model directory", dataset, "--model", "nowhere");
  }

  private static void assertRefused(int exitCode, String message, Object... args) {
    Sppdet run = Sppdet.run("eval", Arrays.asList(args));
    assertEquals(exitCode, run.exitCode(), run.err());
    assertEquals("", run.out());
    assertEquals(1, run.errLines().size(), run.err());
    assertTrue(run.err().contains(message), run.err());
  }
}
