package io.sppdet.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.sppdet.cli.DetectionSchema;
import io.sppdet.cli.Sppdet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All outputs of one run, since each loads the model; {@code eval} reads them again. */
class OutputOptionsTest {
  private static final List<String> PHOTOS = List.of("astronaut", "chelsea", "kingfisher");

  @TempDir static Path folder;

  private static Path photos;
  private static Path found;

  @BeforeAll
  static void detect() throws IOException {
    photos = Files.createDirectory(folder.resolve("photos"));
    for (String name : PHOTOS) {
      Files.copy(Sppdet.SAMPLES.resolve(name + ".jpg"), photos.resolve(name + ".jpg"));
    }
    Files.writeString(photos.resolve("broken.jpg"), "no photo");
    Files.createFile(photos.resolve("raw.CR2"));
    Files.createDirectory(photos.resolve("more"));
    found = folder.resolve("a/found");
    Sppdet run =
        Sppdet.run(
            List.of("detect", "--format", "json,jsonl,coco,coco-dataset", "--format", "voc"),
            List.of(
                "--format=yolo,csv,megadetector,summary,label-studio", "-o", found, "-t", "0.3"),
            List.of("--sort", folder.resolve("sorted"), "--groups", "voc"),
            List.of("--draw", folder.resolve("drawn"), "--crops", folder.resolve("crops")),
            List.of("--report", folder.resolve("page.html"), photos));
    assertEquals(1, run.exitCode(), run.err());
    assertEquals("", run.out());
    assertTrue(run.err().contains("broken.jpg: "), run.err());
    assertTrue(run.err().contains("\ndetect 4/4, "), run.err());
    assertTrue(run.err().contains("\n3 images done, 1 failed"), run.err());
    assertTrue(
        run.err().contains("\n1 file of kinds sppdet does not read: 1 .cr2\n1 subfolder not"),
        run.err());
    assertTrue(run.err().contains("\nwrote " + found.resolve("detections.json") + ", "), run.err());
    assertTrue(run.err().contains(folder.resolve("sorted") + "/\n"), run.err());
    for (String side :
        List.of(
            "coco-results.errors.jsonl", "label-studio.config.xml", "label-studio.errors.jsonl")) {
      assertTrue(run.err().contains(", " + found.resolve(side) + ", "), run.err());
    }
  }

  private static List<String> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void eachOutputIsThere() throws IOException {
    assertEquals(
        List.of(
            "coco-dataset.json",
            "coco-results.errors.jsonl",
            "coco-results.json",
            "detections.csv",
            "detections.json",
            "detections.jsonl",
            "label-studio.config.xml",
            "label-studio.errors.jsonl",
            "label-studio.json",
            "megadetector.json",
            "summary.csv",
            "voc",
            "yolo"),
        list(found));
    List<String> pictures = PHOTOS.stream().map(name -> name + ".jpg").toList();
    assertEquals(pictures, list(folder.resolve("drawn")));
    assertEquals(List.of("bird", "cat", "person"), list(folder.resolve("crops")));
    assertEquals(List.of("chelsea-0.jpg"), list(folder.resolve("crops/cat")));
    assertTrue(Files.readString(folder.resolve("page.html")).contains("\"photos/broken.jpg\""));
    assertEquals(List.of("animal", "person"), list(folder.resolve("sorted")));
    assertEquals(List.of("chelsea.jpg", "kingfisher.jpg"), list(folder.resolve("sorted/animal")));
    assertEquals(List.of("a", "crops", "drawn", "page.html", "photos", "sorted"), list(folder));
  }

  @Test
  void linesAndArrayAreTheSameDocuments() throws IOException {
    List<String> lines = Files.readAllLines(found.resolve("detections.jsonl"));
    JsonNode array = DetectionSchema.parse(Files.readString(found.resolve("detections.json")));
    assertEquals(4, lines.size());
    assertEquals(4, array.size());
    for (int i = 0; i < 4; i++) {
      assertEquals(DetectionSchema.parse(lines.get(i)), array.get(i));
      String file = array.get(i).at("/image/file").textValue();
      assertTrue(Files.exists(photos.resolve(file)), "from the folder on: " + file);
    }
  }

  /** Of the labels that were made of the detections, the detections find all, and nothing else. */
  @ParameterizedTest
  @CsvSource({
    "voc, detections.jsonl",
    "voc, coco-results.json",
    "yolo, detections.json",
    "yolo, coco-results.json",
    "coco-dataset.json, detections.json",
    "coco-dataset.json, coco-results.json"
  })
  void evalReadsWhatWasWritten(String dataset, String detections) throws IOException {
    Path truth = found.resolve(dataset);
    if (dataset.endsWith(".json")) { // its photos are looked for beside it
      truth = Files.copy(truth, photos.resolve(detections + "-" + dataset));
    }
    Path figures = folder.resolve("page-" + dataset + detections + ".figures");
    Sppdet run =
        Sppdet.run(
            List.of("eval", truth, "--split", "all", "--json", figures),
            List.of("--detections", found.resolve(detections)));
    assertEquals(0, run.exitCode(), run.err());
    JsonNode all = DetectionSchema.parse(Files.readString(figures));
    Files.delete(figures);
    if (dataset.endsWith(".json")) {
      Files.delete(truth);
    }
    assertEquals(1.0, all.get("mAP").doubleValue(), 1e-12, all.toString());
    assertEquals(1.0, all.at("/coco/AP50").doubleValue(), 1e-12);
    assertEquals(3, all.get("images").intValue());
  }

  @Test
  void optionsForNamesGoForEachFormat() throws IOException {
    Path file = folder.resolve("photos/names.jsonl");
    Path broken = photos.resolve("broken.jpg");
    String[] expected = {broken.toString(), "broken.jpg", broken.toString()};
    String[] styles = {"given", "relative", "absolute"};
    for (int i = 0; i < 3; i++) {
      Sppdet.run("detect", "--format", "jsonl", "--file-names", styles[i], "-o", file, broken);
      JsonNode document = DetectionSchema.parse(Files.readString(file));
      assertEquals(expected[i], document.at("/image/file").textValue());
    }
    Files.delete(file);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--format xml | xml",
        "--format csv,json | --format: several formats need a folder, which -o names",
        "--format voc | --format voc: is a folder; -o must name a new one",
        "--format yolo -o - | --format yolo: is a folder; -o must name a new one",
        "--file-names short | short",
        "--sort s --sort-by move --report p.html | --sort-by move: the page of --report would",
        "--sort s --sort-by move --format voc -o nowhere | --sort-by move: the links of --format",
        "--sort s --sort-by move --sort-into all | --sort-into all: goes with links and copies",
        "--groups animal=cat,dgo | --groups: the model knows no 'dgo', did you mean dog?",
        "--groups animal | --groups: must be like animal=bird,cat;person=person, or voc: animal",
        "--classes pets | --classes: the model knows no 'pets'",
      })
  void whatCannotBeIsSaid(String options, String message) {
    Sppdet run = Sppdet.run("detect", List.of(options.split(" ")), photos);
    assertEquals(2, run.exitCode(), run.err());
    assertEquals("", run.out());
    assertTrue(run.errLines().get(0).contains(message), run.err());
  }

  /** A group's name stands for its classes. */
  @Test
  void groupsOfClassesAreChosenByName() {
    List<Object> quick = List.of("detect", "-q", "-t", "0.3");
    for (List<String> options :
        List.of(
            List.of("--classes", "animal"), List.of("--groups", "pet=cat", "--classes", "pet"))) {
      Sppdet run = Sppdet.run(quick, options, photos.resolve("chelsea.jpg"));
      assertEquals(0, run.exitCode(), run.err());
      assertTrue(run.out().contains("\"label\":\"cat\""), run.out());
    }
    Sppdet other =
        Sppdet.run(quick, "--classes", "vehicle,indoor,person", photos.resolve("chelsea.jpg"));
    assertFalse(other.out().contains("\"cat\""), other.out());
  }

  @Test
  void aMisleadingNameIsSaid() {
    Path file = folder.resolve("photos/new/x.csv");
    Sppdet run = Sppdet.run("detect", "-o", file, photos.resolve("broken.jpg"));
    assertEquals(
        file + " gets the format json, whatever its name says; --format csv writes the other",
        run.errLines().get(0));
    assertTrue(Files.exists(file), "its folder was made");
  }

  /** Nothing may be opened, and left behind, before the fault is found. */
  @Test
  void aFolderInUseIsRefusedAndNothingElseWritten() throws IOException {
    Sppdet run = Sppdet.run("detect", "--format", "csv,voc", "-o", found, photos);
    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("voc: is not empty"), run.err());
    assertTrue(list(found).stream().noneMatch(name -> name.endsWith(".part")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--draw", "--crops"})
  void picturesDoNotReplaceTheImages(String option) {
    Sppdet run = Sppdet.run("detect", option, photos, photos.resolve("chelsea.jpg"));
    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("it would be overwritten"), run.err());
  }

  @Test
  void cropsDoNotReplaceImagesInFoldersOfClasses() throws IOException {
    Path cat = folder.resolve("crops/cat/chelsea-0.jpg");
    long size = Files.size(cat);
    Sppdet run = Sppdet.run("detect", "--crops", folder.resolve("crops"), cat);
    assertEquals(2, run.exitCode());
    assertEquals(size, Files.size(cat));
    assertFalse(Files.exists(folder.resolve("crops/cat/chelsea-0-0.jpg")));
  }
}
