package io.sppdet.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.dataset.CocoIds;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.detect.Detection;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.geometry.Box;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DetectionFileTest {
  private static final List<LabelledImage> IMAGES = images("000005", "000012");
  private static final CocoIds IDS = CocoIds.of(IMAGES, List.of("cat", "dog"));
  private static final String DOCUMENT =
      """
      {"image": {"file": "photos/000005.jpg", "width": 9, "height": 9}, "model": "mine",
       "detections": [{"label": "dog", "class_id": 1, "score": 0.75, "margin": -0.5,
                       "box": {"x1": 1, "y1": 2, "x2": 3.5, "y2": 4}},
                      {"label": "cat", "score": 0.5,
                       "box": {"x1": 0, "y1": 0, "x2": 1, "y2": 1}}]}
      """;
  private static final String FAILED =
      """
      {"image": {"file": "000012.jpg"}, "error": {"code": "image_unreadable", "message": "no"}}
      """;
  private static final String RESULTS =
      """
      [{"image_id": 5, "category_id": 2, "bbox": [1, 2, 2.5, 2], "score": 0.75, "id": 1},
       {"image_id": 5, "category_id": 1, "bbox": [0, 0, 1, 1], "score": 0.5}]
      """;

  @TempDir Path folder;

  private static List<LabelledImage> images(String... ids) {
    return Stream.of(ids)
        .map(id -> new LabelledImage(id, Path.of("data/JPEGImages", id + ".jpg"), List.of()))
        .toList();
  }

  private DetectionFile read(String json) {
    return read(folder, json.getBytes(StandardCharsets.UTF_8));
  }

  private static DetectionFile read(Path folder, byte[] bytes) {
    try {
      return DetectionFile.read(
          Files.write(folder.resolve("found.json"), bytes), IMAGES, IMAGES, IDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Box> boxes(List<Detection> detections) {
    return detections.stream().map(Detection::box).toList();
  }

  /** Version 0.1 called the margin otherwise. */
  @Test
  void marginsOfEarlierFilesAreRead() {
    String earlier = DOCUMENT.replace("\"margin\"", "\"svm_score\"");
    assertEquals(read(DOCUMENT), read(earlier));
  }

  @Test
  void readsOurDocument() {
    DetectionFile file = read(DOCUMENT);
    assertEquals("mine", file.model());
    assertEquals(
        Map.of(
            "000005",
            List.of(
                new Detection("dog", 1, 0.75, -0.5, new Box(1, 2, 3.5, 4)),
                new Detection("cat", -1, 0.5, Double.NaN, new Box(0, 0, 1, 1)))),
        file.detections());
    assertEquals(
        List.of("holds nothing of 1 of the 2 images; it counts as an image without detections"),
        file.warnings());
  }

  /** As of detections in smaller copies of the photos; a size that is none tells nothing. */
  @Test
  void anotherSizeOfAnImageIsTold() throws IOException {
    Path photo = folder.resolve("000005.png");
    ImageIO.write(new BufferedImage(18, 18, BufferedImage.TYPE_BYTE_GRAY), "png", photo.toFile());
    List<LabelledImage> images = List.of(new LabelledImage("000005", photo, List.of()));
    for (String size : List.of("9", "18", "-9", "null", "[]")) {
      Path file = folder.resolve("found.json");
      Files.writeString(file, DOCUMENT.replace("9, \"height\": 9", size + ", \"height\": " + size));
      List<String> warnings = DetectionFile.read(file, images, images, IDS).warnings();
      String told =
          "1 image has another size there than in the data set, so that boxes may not fit; the"
              + " first "
              + photo
              + ": 9x9, not 18x18";
      assertEquals(size.equals("9") ? List.of(told) : List.of(), warnings, size);
    }
  }

  @Test
  void linesAndArraysAreTheSame() {
    String line = DOCUMENT.replace("\n", "") + "\n";
    DetectionFile lines = read(line + FAILED);
    assertEquals(lines, read("\uFEFF[" + line + ",\n" + FAILED + "]\n"));
    assertEquals(Set.of("000012"), lines.failed());
    assertEquals(List.of(), lines.warnings());
    assertEquals(2, lines.detections().get("000005").size());
    assertEquals(List.of(), lines.detections().get("000012"));
  }

  @Test
  void readsCocosResults() {
    DetectionFile coco = read(RESULTS);
    assertEquals("found.json", coco.model());
    List<Detection> found = coco.detections().get("000005");
    assertEquals(boxes(read(DOCUMENT).detections().get("000005")), boxes(found));
    assertEquals(List.of("dog", "cat"), found.stream().map(Detection::label).toList());
    assertEquals(List.of(0.75, 0.5), found.stream().map(Detection::score).toList());
    assertEquals(coco, read(RESULTS.replace("\"image_id\": 5,", "\"image_id\": \"000005\",")));
    assertEquals(coco, read(RESULTS.replace("\"image_id\": 5,", "\"image_id\": \"000005.jpg\",")));
  }

  @Test
  void fileNamesInCocosResultsGoBeforeNumbers() {
    String named =
        RESULTS.replace(
            "\"image_id\": 5,", "\"image_id\": 1, \"file_name\": \"photos/000005.jpg\",");
    assertTrue(named.contains("\"image_id\": 1, \"file_name\""), named);
    assertEquals(read(RESULTS), read(named));
    String other =
        RESULTS.replaceFirst(
            "\"image_id\": 5,", "\"image_id\": 12, \"file_name\": \"000099.jpg\",");
    assertEquals(1, read(other).detections().get("000005").size());
    assertTrue(read(other).warnings().get(0).endsWith("the first 000099.jpg"), other);
  }

  @Test
  void imagesAreKnownByPathThenByName() {
    LabelledImage one = new LabelledImage("a/7", Path.of("data/a/7.jpg"), List.of());
    LabelledImage two = new LabelledImage("b/7", Path.of("data/b/7.jpg"), List.of());
    for (String name : List.of("data/b/7.jpg", "b/7")) {
      assertEquals(Set.of("b/7"), read(name, List.of(one, two)).detections().keySet());
    }
    for (String name : List.of("7.jpg", "elsewhere\\7.png", "elsewhere/7.jpg")) {
      SppdetException e = assertThrows(SppdetException.class, () -> read(name, List.of(one, two)));
      assertTrue(e.reason().contains("none of the images"), "7 may be either: " + e.reason());
    }
    for (String name : List.of("7.jpg", "elsewhere\\7.jpg", "/elsewhere/7.jpg")) {
      assertEquals(Set.of("a/7"), read(name, List.of(one)).detections().keySet());
    }
    assertEquals(Set.of("000005"), read("x/000005.png", IMAGES).detections().keySet());
  }

  private DetectionFile read(String name, List<LabelledImage> images) {
    try {
      String json =
          "{\"image\": {\"file\": \"" + name.replace("\\", "\\\\") + "\"}, \"detections\": []}";
      Path file = Files.writeString(folder.resolve("names.json"), json);
      return DetectionFile.read(file, images, images, new CocoIds(Map.of(), Map.of()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The evaluation of one split must not take the detections of another for its own. */
  @Test
  void aNameThatFitsAnImageOfAnotherSplitMeansNone() throws IOException {
    List<LabelledImage> val = labelled("val", "1.jpg", "2.jpg", "3.jpg");
    List<LabelledImage> train = labelled("train", "1.jpg", "2.png");
    String document =
        "{\"image\": {\"file\": \"%s\"}, \"detections\": [{\"label\": \"dog\", \"score\": 1,"
            + " \"box\": {\"x1\": 0, \"y1\": 0, \"x2\": 1, \"y2\": 1}}]}\n";
    Path file = folder.resolve("found.jsonl");
    String bare = document.formatted("1.jpg") + document.formatted("2.jpg");
    Files.writeString(file, bare + document.formatted("3.jpg"));
    DetectionFile found = DetectionFile.read(file, val, () -> train, val, IDS);
    assertEquals(Set.of("val/2", "val/3"), found.detections().keySet());
    assertEquals(
        "1 name in it fits several images of the data set, the first 1.jpg; paths would tell them"
            + " apart",
        found.warnings().get(1));
    assertTrue(found.warnings().get(0).startsWith("left out 1 detection on 1 image"));

    Files.writeString(file, document.formatted("1.jpg"));
    SppdetException e =
        assertThrows(
            SppdetException.class, () -> DetectionFile.read(file, val, () -> train, val, IDS));
    assertTrue(e.reason().endsWith("first is 1.jpg, and fits several images of the data set"));

    Files.writeString(
        file, document.formatted("val/1.jpg") + document.formatted(val.get(1).image()));
    found = DetectionFile.read(file, val, () -> train, val, IDS);
    assertEquals(Set.of("val/1", "val/2"), found.detections().keySet());
  }

  private List<LabelledImage> labelled(String split, String... names) {
    return Stream.of(names)
        .map(name -> folder.resolve("set").resolve(split).resolve(name))
        .map(
            photo ->
                new LabelledImage(
                    split + "/" + photo.getFileName().toString().charAt(0), photo, List.of()))
        .toList();
  }

  @Test
  void whatIsLeftOutIsCounted() {
    DetectionFile file =
        read(
            """
            [{"image_id": 5, "category_id": 1, "bbox": [0, 0, 1, 1], "score": 1},
             {"image_id": 5, "category_id": 91, "bbox": [0, 0, 1, 1], "score": 1},
             {"image_id": 5, "category_id": 0, "bbox": [0, 0, 1, 1], "score": 1},
             {"image_id": 12, "category_id": 91, "bbox": [0, 0, 1, 1], "score": 1},
             {"image_id": 6, "category_id": 1, "bbox": [0, 0, 1, 1], "score": 1},
             {"image_id": 6, "category_id": 1, "bbox": [0, 0, 1, 1], "score": 1},
             {"image_id": "y.png", "category_id": 1, "bbox": [0, 0, 1, 1], "score": 1}]
            """);
    assertEquals(1, file.detections().get("000005").size());
    assertEquals(List.of(), file.detections().get("000012"));
    assertEquals(
        List.of(
            "left out 3 detections on 2 images that are not evaluated, the first 6",
            "left out 3 detections of 2 unknown categories, the first 91"),
        file.warnings());
  }

  /** A model that was trained on a Mac may call a class otherwise than the data set. */
  @Test
  void classesAreInOneForm() {
    DetectionFile file = read(DOCUMENT.replace("dog", " Mo\u0308we "));
    assertEquals("M\u00f6we", file.detections().get("000005").get(0).label());
  }

  @Test
  void onlyKeepsScoresAndClasses() {
    DetectionFile file = read(DOCUMENT);
    assertEquals(1, file.only(0.6, Set.of()).detections().get("000005").size());
    assertEquals(2, file.only(0.5, Set.of()).detections().get("000005").size());
    assertEquals("cat", file.only(0.1, Set.of("cat")).detections().get("000005").get(0).label());
  }

  @Test
  void addsEveryImageToAnEvaluation() {
    Evaluation evaluation = new Evaluation(0);
    read(DOCUMENT.replace("\n", "") + FAILED).addTo(evaluation, IMAGES);
    Evaluation.Result result = evaluation.result();
    assertEquals(2, result.voc().images());
    assertEquals(1, result.failed());
    assertEquals(2, result.mistakes().findings().size());
  }

  @Test
  void anEmptyArrayHoldsNothing() {
    assertEquals(
        List.of("holds nothing of 2 of the 2 images; they count as images without detections"),
        read("[]").warnings());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | is empty",
        "hello | is no JSON in line 1: Unrecognized token 'hello'",
        "[{\"image_id\": 5 | is no JSON in line 1: Unexpected end-of-input",
        "[] [] | there is more after the array",
        "[7] | entry 1: neither a COCO result with image_id nor a document with image.file",
        "{\"annotations\": []} | entry 1: neither a COCO result",
        "[{\"image_id\": 5.5, \"category_id\": 1, \"bbox\": [0,0,1,1], \"score\": 1}]"
            + " | entry 1: image_id must be a whole number or a name",
        "[{\"image_id\": 5, \"category_id\": \"cat\", \"bbox\": [0,0,1,1], \"score\": 1}]"
            + " | entry 1: category_id must be a whole number",
        "[{\"image_id\": 5, \"category_id\": 1, \"bbox\": [0,0,1], \"score\": 1}]"
            + " | entry 1: bbox must be x, y, width, height",
        "[{\"image_id\": 5, \"category_id\": 1, \"bbox\": [0,0,\"1\",1], \"score\": 1}]"
            + " | entry 1: bbox must hold numbers",
        "[{\"image_id\": 5, \"category_id\": 1, \"bbox\": [0,0,-1,1], \"score\": 1}]"
            + " | entry 1: a box must have sides that are not negative",
        "[{\"image_id\": 5, \"category_id\": 1, \"bbox\": [0,0,1,1], \"score\": \"1\"}]"
            + " | entry 1: score must be a number",
        "[{\"image_id\": 5, \"category_id\": 1, \"bbox\": [0,0,1,1], \"score\": 1e999}]"
            + " | entry 1: score must be a number",
        "[{\"image_id\": 6, \"category_id\": 1, \"bbox\": [0,0,1,1], \"score\": 1}]"
            + " | holds none of the images evaluated; its first is 6",
        "{\"image\": {\"file\": \"000005.jpg\"}} | entry 1: detections must be an array",
        "[{\"image_id\": 5, \"category_id\": 1, \"bbox\": [0,0,1,1], \"score\": 1, \"score\": 0}]"
            + " | is no JSON in line 1: Duplicate field 'score'",
      })
  void badFilesAreNamed(String json, String reason) {
    SppdetException e = assertThrows(SppdetException.class, () -> read(json));
    assertEquals(Kind.DATASET, e.kind());
    assertEquals(folder.resolve("found.json").toString(), e.subject());
    assertTrue(e.reason().startsWith(reason), e.reason());
  }

  /** As of a photo that was named twice: its objects would be found twice. */
  @Test
  void resultsOfOneImageTwiceAreRefused() {
    String result =
        "{\"image_id\": %d, \"file_name\": \"000005.jpg\", \"category_id\": 1, \"bbox\":"
            + " [1, 2, 3, 4], \"score\": 0.5}";
    String five = result.formatted(5);
    assertEquals(2, read("[" + five + "," + five + "]").detections().get("000005").size());
    SppdetException e =
        assertThrows(
            SppdetException.class, () -> read("[" + five + "," + result.formatted(1) + "]"));
    assertEquals("entry 2: 000005.jpg has two image_id, 5 and 1", e.reason());
  }

  @Test
  void documentsOfOneImageTwiceAreRefused() {
    SppdetException e = assertThrows(SppdetException.class, () -> read(DOCUMENT + DOCUMENT));
    assertEquals("entry 2: a second document of photos/000005.jpg", e.reason());
  }

  @Test
  void missingFilesAndFoldersAreNamed() {
    for (Path path : List.of(folder, folder.resolve("lost"), Path.of("/"))) {
      SppdetException e =
          assertThrows(SppdetException.class, () -> DetectionFile.read(path, IMAGES, IMAGES, IDS));
      assertEquals(path.toString(), e.subject());
    }
  }

  /** Damage gives other detections or one clear error, nothing else. */
  @Property
  void damageIsAnErrorOfTheFile(
      @ForAll boolean coco,
      @ForAll @IntRange(max = 400) int at,
      @ForAll byte value,
      @ForAll @IntRange(max = 20) int cut)
      throws IOException {
    byte[] bytes = (coco ? RESULTS : DOCUMENT + FAILED).getBytes(StandardCharsets.UTF_8);
    bytes[at % bytes.length] = value;
    byte[] shorter = Arrays.copyOf(bytes, bytes.length - (cut < 10 ? 0 : cut));
    Path folder = Files.createTempDirectory("damaged");
    try {
      DetectionFile file = read(folder, shorter);
      assertTrue(Set.of("000005", "000012").containsAll(file.detections().keySet()));
    } catch (SppdetException e) {
      assertEquals(Kind.DATASET, e.kind());
      assertFalse(e.reason().isBlank());
    } finally {
      Files.deleteIfExists(folder.resolve("found.json"));
      Files.delete(folder);
    }
  }
}
