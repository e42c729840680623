package io.sppdet.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sppdet.cli.DetectionSchema;
import io.sppdet.cli.OddImages;
import io.sppdet.cli.Sppdet;
import io.sppdet.geometry.Box;
import io.sppdet.model.ModelDirectory;
import io.sppdet.operator.Precision;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DetectCommandTest {
  private static final double MIN_IOU = 0.5;

  @TempDir static Path folder;

  private static String model;
  private static List<String> classes;

  @TempDir Path temporary;

  @BeforeAll
  static void readModel() {
    ModelDirectory directory = ModelDirectory.open(Sppdet.MODEL);
    model = directory.description().name();
    classes = directory.detector().classes();
  }

  @Test
  void mainObjectOfEachSampleIsFound() throws IOException {
    JsonNode samples =
        DetectionSchema.JSON.readTree(Sppdet.SAMPLES.resolve("objects.json").toFile());
    List<Path> photos = new ArrayList<>();
    samples.forEach(sample -> photos.add(Sppdet.SAMPLES.resolve(sample.get("file").textValue())));
    Sppdet run = Sppdet.run("detect", photos);
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(1, run.errLines().size(), run.err());
    assertTrue(run.err().startsWith(photos.size() + " images done, 0 failed; "), run.err());
    assertEquals(photos.size(), run.outLines().size());
    List<String> missed = new ArrayList<>();
    for (int i = 0; i < photos.size(); i++) {
      JsonNode document = DetectionSchema.parse(run.outLines().get(i));
      new DetectionSchema(model, classes, false, false).check(document);
      assertEquals(photos.get(i).toString(), document.get("image").get("file").textValue());
      JsonNode sample = samples.get(i);
      if (bestIou(sample, document) < MIN_IOU) {
        missed.add(sample.get("label").textValue() + " in " + document);
      }
    }
    assertEquals(List.of(), missed);
  }

  /** An image of a video tells when it is seen. */
  @Test
  void picturesOfAVideoHaveATime() throws IOException {
    Path clip = temporary.resolve("clip.mp4");
    try (InputStream in = getClass().getResourceAsStream("/io/sppdet/video/clip.mp4")) {
      Files.copy(in, clip);
    }
    Sppdet run =
        Sppdet.run(
            "detect", "-q", "--every", "1250ms", "--scales", "96", "--max-proposals", "9", clip);
    assertEquals(0, run.exitCode(), run.err());
    List<String> images = new ArrayList<>();
    for (String line : run.outLines()) {
      JsonNode image = DetectionSchema.parse(line).get("image");
      images.add(image.get("file").textValue() + " at " + image.get("seconds"));
    }
    assertEquals(
        List.of(clip + "#0.000s at 0.0", clip + "#1.250s at 1.25", clip + "#2.500s at 2.5"),
        images);
  }

  /** Half a photo with an end behind it, which a decoder fills up with grey. */
  @Test
  void aDamagedPhotoIsReadOnlyWhereItIsAllowed() throws IOException {
    byte[] whole = Files.readAllBytes(Sppdet.SAMPLES.resolve("dog.jpg"));
    byte[] half = Arrays.copyOf(whole, whole.length / 2 + 2);
    half[half.length - 2] = (byte) 0xFF;
    half[half.length - 1] = (byte) 0xD9;
    Path file = Files.write(temporary.resolve("half.jpg"), half);
    List<Object> args = List.of("detect", "-q", "--scales", "160", "--max-proposals", "50", file);
    Sppdet run = Sppdet.run(args);
    assertEquals(1, run.exitCode());
    assertEquals(1, run.errLines().size(), run.err());
    assertTrue(run.err().contains("half.jpg: the JPEG file is truncated"), run.err());
    Sppdet allowed = Sppdet.run(args, "--allow-damaged");
    assertEquals(0, allowed.exitCode(), allowed.err());
    assertEquals("", allowed.err());
    assertEquals(
        "the JPEG file is truncated: it ends too early",
        DetectionSchema.parse(allowed.out()).at("/image/damage").textValue());
  }

  private static double bestIou(JsonNode sample, JsonNode document) {
    JsonNode drawn = sample.get("box");
    Box object =
        new Box(
            drawn.get(0).intValue(),
            drawn.get(1).intValue(),
            drawn.get(2).intValue(),
            drawn.get(3).intValue());
    double best = 0;
    for (JsonNode detection : document.get("detections")) {
      if (detection.get("label").equals(sample.get("label"))) {
        best = Math.max(best, DetectionSchema.box(detection).iou(object));
      }
    }
    return best;
  }

  /** The numbers differ, what is found does not. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FLOAT32")
  void precisionCanBeChosen(Precision precision) throws IOException {
    assumeTrue(precision.isThere(), "no " + precision + " on this processor");
    Sppdet exact = Sppdet.run("detect", "--precision", "float32", "samples/dog.jpg");
    Sppdet rounded = Sppdet.run("detect", "--precision", precision, "samples/dog.jpg");
    assertEquals(0, exact.exitCode() + rounded.exitCode(), exact.err() + rounded.err());
    JsonNode one = new ObjectMapper().readTree(exact.out()).at("/detections/0");
    JsonNode other = new ObjectMapper().readTree(rounded.out()).at("/detections/0");
    assertNotEquals(one, other);
    assertEquals("dog", other.get("label").textValue());
    assertEquals(one.get("score").doubleValue(), other.get("score").doubleValue(), 0.05);
    assertTrue(DetectionSchema.box(one).iou(DetectionSchema.box(other)) > 0.95);
  }

  /** One run for all of them, since each loads the model. */
  @Test
  void oddImagesAreDetectedInAndBadOnesCostNoOther() throws IOException {
    Map<Path, String> good = OddImages.good(folder);
    Map<Path, String> bad = OddImages.bad(folder);
    Path again = Files.createDirectory(folder.resolve("again"));
    Files.copy(folder.resolve("grey.jpg"), again.resolve("grey.jpg"));
    Files.writeString(again.resolve("notes.txt"), "not an image");
    Map<Path, String> expected = new LinkedHashMap<>(); // image or its error, in input order
    expected.putAll(bad);
    expected.putAll(good);
    List<Object> inputs = new ArrayList<>(expected.keySet());
    inputs.add(again);
    inputs.add(folder.resolve("pixel.png")); // for the second time
    Path output = temporary.resolve("result.json");
    Path pictures = temporary.resolve("a/b");
    Sppdet run =
        Sppdet.run(
            List.of("detect", "-t", "0.02", "--raw-scores", "--timing"),
            List.of("-o", output, "--draw", pictures),
            inputs);

    assertEquals(1, run.exitCode(), run.err());
    assertEquals("", run.out());
    List<Path> badFiles = List.copyOf(bad.keySet());
    List<String> errors =
        run.errLines().stream().filter(line -> line.startsWith("sppdet: ")).toList();
    assertEquals(badFiles.size(), errors.size(), run.err());
    for (int i = 0; i < badFiles.size(); i++) {
      String name =
          badFiles.get(i).toString().replace("\n", "\\u000a").replace("\u001B", "\\u001b");
      assertTrue(errors.get(i).startsWith("sppdet: " + name + ": "), run.err());
    }

    JsonNode documents = DetectionSchema.parse(Files.readString(output));
    List<Path> files = new ArrayList<>(expected.keySet());
    files.add(again.resolve("grey.jpg"));
    files.add(folder.resolve("pixel.png"));
    assertEquals(files.size(), documents.size());
    DetectionSchema schema = new DetectionSchema(model, classes, true, true);
    for (int i = 0; i < files.size(); i++) {
      JsonNode document = documents.get(i);
      assertEquals(files.get(i).toString(), document.get("image").get("file").textValue());
      if (bad.containsKey(files.get(i))) {
        DetectionSchema.checkError(bad.get(files.get(i)), document);
      } else {
        schema.check(document);
        String size =
            document.at("/image/width").asText() + "×" + document.at("/image/height").asText();
        assertEquals(good.getOrDefault(files.get(i), "200×150"), size, files.get(i).toString());
      }
    }
    assertPictures(
        pictures,
        Map.ofEntries(
            Map.entry("pixel.png", "1×1"),
            Map.entry("pixel-2.png", "1×1"),
            Map.entry("tall.png", "3×4000"),
            Map.entry("wide.jpg", "4000×3"),
            Map.entry("grey.jpg", "200×150"),
            Map.entry("again/grey.jpg", "200×150"),
            Map.entry("16 bits.png", "200×150"),
            Map.entry("transparent.png", "200×150"),
            Map.entry("black-white.png", "200×150"),
            Map.entry("palette.png", "200×150"),
            Map.entry("naïve 猫.png", "200×150"),
            Map.entry("LOUD.png", "200×150"),
            Map.entry("cmyk.jpg", "48×32")));
    assertOnly(temporary, "a", "result.json");
  }

  private static void assertPictures(Path pictures, Map<String, String> sizes) throws IOException {
    assertOnly(
        pictures,
        sizes.keySet().stream()
            .map(name -> Path.of(name).getName(0).toString())
            .toArray(String[]::new));
    for (Map.Entry<String, String> entry : sizes.entrySet()) {
      BufferedImage picture = ImageIO.read(pictures.resolve(entry.getKey()).toFile());
      assertEquals(entry.getValue(), picture.getWidth() + "×" + picture.getHeight());
    }
  }

  @Test
  void optionsNarrowTheResult() throws IOException {
    Path output = temporary.resolve("one.json");
    Files.writeString(output, "of yesterday");
    Sppdet run =
        Sppdet.run(
            List.of("detect", "-o", output, "-t", "0", "--nms", "1", "--max-proposals", "50"),
            List.of("--max-detections", "7", "--classes", " " + classes.get(0)),
            List.of("--proposals", "fast", Sppdet.SAMPLES.resolve("chelsea.jpg")));
    assertEquals(0, run.exitCode(), run.err());
    assertEquals("", run.out() + run.err());
    String text = Files.readString(output);
    assertEquals(1, text.lines().count());
    JsonNode document = DetectionSchema.parse(text); // of one image: no array
    new DetectionSchema(model, classes, false, false).check(document);
    assertEquals(7, document.get("detections").size());
    document.get("detections").forEach(d -> assertEquals(0, d.get("class_id").intValue()));
  }

  @Test
  void noDetectionsAtAllCanBeAskedFor() {
    Path photo = Sppdet.SAMPLES.resolve("chelsea.jpg");
    Sppdet run = Sppdet.run("detect", "-t", "0", "--max-detections", "0", "-o", "-", photo);
    assertEquals(0, run.exitCode(), run.err());
    JsonNode document = DetectionSchema.parse(run.out());
    new DetectionSchema(model, classes, false, false).check(document);
    assertEquals(0, document.get("detections").size());
    assertFalse(Files.exists(Path.of("-")));
  }

  /** They show what the photos show, a second time. */
  @Test
  void picturesOfAnEarlierRunAreTold() throws IOException {
    Path photos = Files.createDirectory(temporary.resolve("photos"));
    Files.copy(Sppdet.SAMPLES.resolve("chelsea.jpg"), photos.resolve("cat.jpg"));
    List<Object> fast = List.of("--scales", "160", "--max-proposals", "20", "-o");
    Path drawn = photos.resolve("seen");
    Path found = temporary.resolve("found.json");
    assertEquals(0, Sppdet.run("detect", "--draw", drawn, fast, found, photos).exitCode());
    Sppdet again = Sppdet.run("detect", "-r", fast, found, photos);
    String told =
        "1 of the images was made by sppdet (--draw, --crops), and counts as a photo does; the first is "
            + drawn.resolve("cat.jpg");
    assertTrue(again.err().contains(told), again.err());
  }

  @Test
  void outputThatCannotBeWrittenIsOneLine() throws IOException {
    Path photo = Sppdet.SAMPLES.resolve("chelsea.jpg");
    Path file = Files.writeString(temporary.resolve("file"), "kept");
    assertUnwritable(temporary + ": is a folder, not a file", "-o", temporary, photo);
    assertUnwritable(file.resolve("x") + ": can't be written: ", "-o", file.resolve("x"), photo);
    assertUnwritable(file + ": is a file, not a folder", "--draw", file, photo);
    assertEquals("kept", Files.readString(file));
    assertOnly(temporary, "file");
  }

  @Test
  void picturesDoNotReplaceTheImages() throws IOException {
    Path photo = Files.copy(Sppdet.SAMPLES.resolve("chelsea.jpg"), temporary.resolve("cat.jpg"));
    Path link = Files.createSymbolicLink(temporary.resolve("link"), temporary);
    assertUnwritable("it would be overwritten", "--draw", temporary, photo);
    assertUnwritable("it would be overwritten", "--draw", link, temporary);
    assertEquals(Files.size(Sppdet.SAMPLES.resolve("chelsea.jpg")), Files.size(photo));
  }

  private static void assertUnwritable(String message, Object... args) {
    Sppdet run = Sppdet.run("detect", Arrays.asList(args));
    assertEquals(2, run.exitCode(), run.err());
    assertEquals("", run.out());
    assertEquals(1, run.errLines().size(), run.err());
    assertTrue(run.err().contains(message), run.err());
  }

  /** Including hidden files: what is written on the way must be gone. */
  private static void assertOnly(Path folder, String... names) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          Stream.of(names).sorted().toList(),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void aNumberOfSlicesIsChecked() {
    for (String slices : new String[] {"1", "17", "few"}) {
      Sppdet run = Sppdet.run("detect", Sppdet.SAMPLES.resolve("dog.jpg"), "--slices", slices);
      assertEquals(2, run.exitCode(), run.err());
      String wanted = "sppdet: --slices: must be auto or lie in [2, 16], not " + slices;
      assertEquals(wanted, run.err().strip());
    }
  }
}
