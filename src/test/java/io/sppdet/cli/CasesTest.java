package io.sppdet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.sppdet.SharedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Small files that tools like this one read wrongly without a word, by the commands that a user
 * would give. What each shows in detail is among the tests of its reader.
 */
class CasesTest {
  /** That one has no lists. */
  private static final List<String> ALL = List.of("--split", "all");

  @TempDir Path folder;

  private Path cases;

  @BeforeEach
  void find() {
    cases = SharedFiles.require("cases");
  }

  private static JsonNode detected(Object... args) {
    Sppdet run = Sppdet.run("detect", "-q", List.of(args));
    assertEquals(0, run.exitCode(), run.err());
    assertEquals("", run.err());
    return DetectionSchema.parse(run.out());
  }

  /** The dog stays when a near-infrared band is added. */
  @Test
  void aFourthBandIsNoTransparency() {
    JsonNode three = detected(cases.resolve("dog_rgb.tif")).get("detections");
    JsonNode four = detected(cases.resolve("dog_rgb_nir20.tif")).get("detections");
    assertEquals(three, four);
    assertTrue(three.toString().contains("\"dog\""), three.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpg_half_then_eoi.jpg", "jpg_half_zeros_eoi.jpg"})
  void halfAPhotoIsRefusedByName(String name) throws IOException, InterruptedException {
    Path photo = cases.resolve(name);
    for (String command : List.of("detect", "classify")) {
      Sppdet run = Sppdet.fork(folder, command, "-q", photo);
      assertEquals(1, run.exitCode(), run.err());
      assertEquals(1, run.errLines().size(), run.err());
      assertTrue(run.err().startsWith("sppdet: " + photo + ": "), run.err());
      assertTrue(run.err().matches("(?s).*(truncated|damaged).*"), run.err());
    }
  }

  /** What nothing is learnt from: {@code train} reads photos as {@code detect} does. */
  @Test
  void halfAPhotoIsDirtInADataSet() throws IOException {
    Path images = Files.createDirectories(folder.resolve("images"));
    Files.createDirectory(folder.resolve("labels"));
    for (String name : List.of("jpg_half_then_eoi", "jpg_half_zeros_eoi")) {
      Files.copy(cases.resolve(name + ".jpg"), images.resolve(name + ".jpg"));
      Files.writeString(folder.resolve("labels/" + name + ".txt"), "0 .5 .5 .4 .4");
    }
    Files.writeString(folder.resolve("classes.txt"), "cat");
    Sppdet check = Sppdet.run("dataset", "check", "-q", folder, "--json", "-");
    assertEquals(0, check.exitCode(), check.err());
    JsonNode dirt = DetectionSchema.parse(check.out()).get("dirt");
    assertEquals("{\"image_unreadable\":2}", dirt.toString());
    Path model = folder.resolve("model");
    Sppdet run = Sppdet.run("train", folder, "-o", model, "--proposals", "fast", "--scales", "64");
    assertEquals(2, run.exitCode(), run.err());
    assertTrue(run.err().contains("too few images"), run.err());
    assertTrue(run.err().contains("skipped " + images), run.err());
  }

  @Test
  void aPlaceThatIsNoneIsLeftOut() {
    JsonNode found = detected("--exif", "GPSLatitude,GPSLongitude", cases.resolve("gps_nan.jpg"));
    assertEquals(0, found.at("/image/exif").size(), found.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "voc_space, 5, 5, in_two_splits",
    "voc_ext, 8, 8,",
    "voc_twoexif, 1, 1,",
    "yolo_pose, 4, 4,",
    "yolo_same_box_twice, 1, 1, in_two_splits object_twice",
    "yolo_nfd, 1, 1,",
    "yolo_orphan_labels, 2, 1, image_unreadable", // its photo is a HEIC, and none
    "yolo_appledouble, 1, 1,",
    "coco_escapes, 1, 1, image_missing",
  })
  void dataSetsAreReadAsTheirAuthorsMeantThem(String name, int images, int objects, String dirt)
      throws IOException {
    Sppdet run = Sppdet.run("dataset", "check", "-q", cases.resolve(name), "--json", "-");
    assertEquals(0, run.exitCode(), run.err());
    assertFalse(run.out().contains("\u001B"), run.out());
    JsonNode report = DetectionSchema.parse(run.out());
    assertEquals(images, report.get("images").intValue(), run.out());
    int counted = 0;
    for (JsonNode each : report.get("classes")) {
      counted += each.get("objects").intValue();
    }
    assertEquals(objects, counted, run.out());
    Set<String> told = new TreeSet<>();
    report.get("dirt").fieldNames().forEachRemaining(told::add);
    assertEquals(dirt == null ? Set.of() : Set.of(dirt.split(" ")), told);
  }

  @ParameterizedTest
  @CsvSource({
    "voc_twoexif, voc_twoexif.jsonl",
    "yolo_same_box_twice, yolo_same_box_twice.jsonl",
    "traps, traps/found_rel.jsonl"
  })
  void perfectDetectionsScoreOne(String name, String found) {
    List<Object> set = List.of(cases.resolve(name), "--detections", cases.resolve(found));
    Sppdet run = Sppdet.run("eval", set, name.startsWith("voc") ? ALL : List.of(), "--json", "-");
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(1, DetectionSchema.parse(run.out()).get("mAP").doubleValue(), run.out());
  }

  @Test
  void aFolderWithWhatAMacLeavesHoldsPhotos() {
    JsonNode found = detected(cases.resolve("yolo_appledouble/images/train"));
    assertEquals("a.jpg", found.at("/image/file").textValue());
  }

  @Test
  void nothingIsLearntFromDifficultObjectsAlone() {
    Path model = folder.resolve("model");
    Sppdet run = Sppdet.run("train", cases.resolve("voc_all_difficult"), "-o", model);
    assertEquals(2, run.exitCode(), run.err());
    assertTrue(run.err().contains("nothing is learnt"), run.err());
    assertTrue(Files.notExists(model));
  }
}
