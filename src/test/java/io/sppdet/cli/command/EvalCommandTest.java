package io.sppdet.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sppdet.cli.DetectionSchema;
import io.sppdet.cli.Main;
import io.sppdet.cli.Sppdet;
import io.sppdet.dataset.Checksum;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.dataset.VocDataset;
import io.sppdet.eval.ProposalRecall;
import io.sppdet.geometry.Box;
import io.sppdet.image.ImageReader;
import io.sppdet.model.ModelDirectory;
import io.sppdet.proposal.ProposalMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.OptionSpec;

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

  /** Photos of one name in several folders, the detections called from three places. */
  @ParameterizedTest
  @ValueSource(strings = {"found_rel.jsonl", "found_cwd.jsonl", "found_set.jsonl"})
  void photosOfOneNameInSeveralFolders(String file) throws IOException {
    Path traps = Path.of("src/test/resources/io/sppdet/dataset/cases/traps");
    Path json = temporary.resolve("figures.json");
    Sppdet run = Sppdet.run("eval", traps, "--detections", traps.resolve(file), "--json", json);
    assertEquals(0, run.exitCode(), run.err());
    JsonNode figures = DetectionSchema.parse(Files.readString(json));
    assertEquals(1, figures.at("/ap/cat").doubleValue(), run.out());
    assertEquals("", run.err());
  }

  @Test
  void anObjectMarkedTwiceIsFoundOnce() throws IOException {
    Path cases = Path.of("src/test/resources/io/sppdet/dataset/cases");
    Sppdet run =
        Sppdet.run(
            "eval",
            cases.resolve("yolo_same_box_twice"),
            "--detections",
            cases.resolve("yolo_same_box_twice.jsonl"));
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(
        run.outLines().stream().anyMatch(line -> line.matches("cat +100.0 +100.0 .*")), run.out());
    assertTrue(run.err().contains("has the box of another; used it once"), run.err());
  }

  @Test
  void tableAndFigures() throws IOException {
    Path json = temporary.resolve("figures.json");
    Sppdet run = Sppdet.run("eval", dataset, "--limit", "2", "--json", json);
    assertEquals(0, run.exitCode(), run.err());
    List<String> table = run.outLines();
    assertTrue(table.get(0).matches("class +AP07 +AP +AP50-95 +objects +detections"), run.out());
    assertTrue(table.stream().anyMatch(line -> line.matches("cat +\\d.+ 1 +\\d+")), run.out());
    for (String start : List.of("mean ", "COCO AP ", "COCO AR1 ", "calibration error ")) {
      assertTrue(table.stream().anyMatch(line -> line.startsWith(start)), run.out());
    }
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
    assertFraction(figures.at("/coco/AP"));
    assertFraction(figures.at("/calibration/equal_width/error"));
    assertEquals(2, figures.at("/proposals/objects").intValue());
    assertEquals(
        List.of("read", "proposals", "conv", "spp", "fc", "nms"),
        figures.get("stages_ms").properties().stream().map(Map.Entry::getKey).toList());
    assertEquals(
        2,
        figures.at("/mistakes/counts/right").intValue()
            + figures.at("/mistakes/counts/missed").intValue(),
        "each object is one or the other");
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

  @Test
  void theReportHoldsTheSameFigures() throws IOException {
    Path json = temporary.resolve("figures.json");
    Path report = temporary.resolve("new/report");
    Path found = temporary.resolve("found.json");
    List<Object> args = List.of("eval", dataset, "--limit", "2");
    Sppdet run = Sppdet.run(args, "--json", json, "--report", report, "--save-detections", found);
    assertEquals(0, run.exitCode(), run.err());
    JsonNode figures = DetectionSchema.parse(Files.readString(json));
    JsonNode reported = DetectionSchema.parse(Files.readString(report.resolve("report.json")));
    assertEquals(figures.get("mAP07"), reported.get("mAP07"));
    assertEquals(figures.get("mAP"), reported.get("mAP"));
    assertEquals(figures.get("images"), reported.get("images"));
    Document page = Jsoup.parse(report.resolve("index.html"));
    assertEquals(figures.get("model").textValue() + " on tiny val", page.title());
    List<String> facts = page.select("dd").eachText();
    assertTrue(
        facts.stream().anyMatch(f -> f.startsWith("sppdet eval ") && f.contains("--report")),
        facts.toString());
    assertTrue(
        page.select(".pictures image").size() >= 2, "two photos, each found or missed at least");

    Path again = temporary.resolve("again");
    Sppdet scored = Sppdet.run(args, "--detections", found, "--report", again);
    assertEquals(0, scored.exitCode(), scored.err());
    for (String file : List.of("ap.csv", "pr.csv", "calibration.csv", "mistakes.csv")) {
      assertEquals(Files.readString(report.resolve(file)), Files.readString(again.resolve(file)));
    }
  }

  @Test
  void theReportOfPhotosThatCantBeReadSaysSo() throws IOException {
    Path report = temporary.resolve("report");
    Sppdet run = Sppdet.run("eval", dataset, "--split", "damaged", "--report", report);
    assertEquals(1, run.exitCode(), run.err());
    Document page = Jsoup.parse(report.resolve("index.html"));
    assertEquals("The photo can't be read.", page.select(".pictures .note").text());
    assertTrue(page.select("dd").eachText().contains("1, 1 failed"));
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

  /** The recall is that of the proposals the detector saw, not of others. */
  @Test
  void recallIsThatOfTheProposals() throws IOException {
    Sppdet run = Sppdet.run("eval", dataset, "--max-proposals", "40", "--json", "-");
    assertEquals(0, run.exitCode(), run.err());
    ProposalRecall recall = new ProposalRecall();
    for (LabelledImage image : VocDataset.open(dataset).split("val")) {
      recall.add(
          image.objects(),
          ProposalMethod.of(ModelDirectory.open(Sppdet.MODEL).detector().proposals())
              .generator(40)
              .propose(new ImageReader().read(image.image())));
    }
    JsonNode proposals = DetectionSchema.parse(run.out()).get("proposals");
    ProposalRecall.Result expected = recall.result();
    assertEquals(expected.recall50(), proposals.get("recall50").doubleValue());
    assertEquals(expected.recall70(), proposals.get("recall70").doubleValue());
    assertEquals(expected.mabo(), proposals.get("mabo").doubleValue());
    assertEquals(40, proposals.get("mean_proposals").doubleValue());
  }

  /** Slices have proposals of their own, and what is found in them counts. */
  @Test
  void slicesAreEvaluated() {
    List<Object> args =
        List.of("eval", dataset, "--limit", "1", "--scales", "96", "--max-proposals", "40");
    List<String> slices = List.of("--slices", "2");
    double whole = proposals(Sppdet.run(args, "--json", "-"));
    assertEquals(40, whole);
    double sliced = proposals(Sppdet.run(args, "--json", "-", slices));
    assertTrue(sliced > 80 && sliced <= 40 * 7, "of 2 × 3 slices at most: " + sliced);
    Sppdet wrong = Sppdet.run(args, "--slices", "1");
    assertEquals(2, wrong.exitCode());
    assertTrue(wrong.err().contains("--slices: must be auto or lie in [2, 16]"), wrong.err());
  }

  private static double proposals(Sppdet run) {
    assertEquals(0, run.exitCode(), run.err());
    return DetectionSchema.parse(run.out()).at("/proposals/mean_proposals").doubleValue();
  }

  @Test
  void savedDetectionsGiveTheSameFigures() throws IOException {
    Files.writeString(dataset.resolve("ImageSets/Main/some.txt"), "dog\nhalf\nchelsea\n");
    Path saved = temporary.resolve("saved.jsonl");
    List<Object> args = List.of("eval", dataset, "--split", "some", "--json", "-");
    Sppdet run = Sppdet.run(args, "--save-detections", saved);
    assertEquals(1, run.exitCode(), run.err());
    assertEquals(3, Files.readAllLines(saved).size());
    Sppdet again = Sppdet.run(args, "--detections", saved);
    assertEquals(1, again.exitCode(), "one image failed when the file was made: " + again.err());
    assertEquals("", again.err());
    ObjectNode ran = (ObjectNode) DetectionSchema.parse(run.out());
    assertTrue(ran.get("seconds").isDouble());
    ran.remove(List.of("proposals", "seconds", "images_per_second", "stages_ms"));
    assertEquals(ran, DetectionSchema.parse(again.out()), "all but what only a run can measure");

    Path coco = Files.writeString(temporary.resolve("coco.json"), asCoco(saved));
    Sppdet converted = Sppdet.run(args, "--detections", coco);
    assertEquals(0, converted.exitCode());
    assertTrue(converted.err().contains("holds nothing of 1 of the 3 images"), converted.err());
    JsonNode figures = DetectionSchema.parse(converted.out());
    ran.get("coco")
        .properties()
        .forEach(
            statistic ->
                assertEquals(
                    statistic.getValue().doubleValue(),
                    figures.at("/coco/" + statistic.getKey()).doubleValue(),
                    1e-9,
                    statistic.getKey()));

    Sppdet cats = Sppdet.run(args, "--detections", saved, "--classes", "cat", "-t", "0.05");
    assertEquals(1, cats.exitCode(), cats.err());
    JsonNode ofCats = DetectionSchema.parse(cats.out());
    assertEquals(1, ofCats.get("ap").size());
    assertEquals(ran.at("/ap/cat"), ofCats.at("/ap/cat"));
  }

  /** The photo's size in the data set is that of the detector, whatever its EXIF blocks say. */
  @Test
  void aPhotoOfTwoOrientationsStandsTheSameWayForAll() throws IOException {
    Path odd = temporary.resolve("odd");
    Files.createDirectories(odd.resolve("JPEGImages"));
    Files.createDirectories(odd.resolve("Annotations"));
    try (var photo = ImageReader.class.getResourceAsStream("cases/ex_two_6_then_1.jpg")) {
      Files.copy(photo, odd.resolve("JPEGImages/a.jpg")); // 96x64, turned by the first of the two
    }
    Files.writeString(
        odd.resolve("Annotations/a.xml"),
        """
        <annotation><size><width>64</width><height>96</height></size><object><name>cat</name>
        <bndbox><xmin>17</xmin><ymin>63</ymin><xmax>48</xmax><ymax>91</ymax></bndbox>
        </object></annotation>
        """);
    String found =
        """
        {"image":{"file":"a.jpg","width":64,"height":96},"model":"x","detections":[{"label":"cat",\
        "class_id":7,"score":0.99,"box":{"x1":16,"y1":62,"x2":48,"y2":91}}]}
        """;
    Path file = Files.writeString(temporary.resolve("found.jsonl"), found);
    Sppdet run = Sppdet.run("eval", odd, "--split", "all", "--detections", file, "--json", "-");
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(1, DetectionSchema.parse(run.out()).at("/mAP").doubleValue(), run.out());
  }

  /** The images are counted from 1, as their names are no numbers. */
  private static String asCoco(Path saved) throws IOException {
    ArrayNode results = DetectionSchema.JSON.createArrayNode();
    List<String> lines = Files.readAllLines(saved);
    for (int i = 0; i < lines.size(); i++) {
      for (JsonNode detection : DetectionSchema.parse(lines.get(i)).path("detections")) {
        Box box = DetectionSchema.box(detection);
        ObjectNode result = results.addObject();
        result.put("image_id", i + 1).put("category_id", detection.get("class_id").intValue() + 1);
        result.put("score", detection.get("score").doubleValue());
        result.putArray("bbox").add(box.x1()).add(box.y1()).add(box.width()).add(box.height());
      }
    }
    return results.toString();
  }

  @Test
  void imagesOfTheTrainingAreRefusedUnlessAllowed() throws IOException {
    Path model = Files.createDirectory(temporary.resolve("model"));
    try (Stream<Path> files = Files.list(Sppdet.MODEL.toRealPath())) {
      for (Path file : files.toList()) {
        Files.copy(file, model.resolve(file.getFileName()));
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

  /** Whatever options eval has, or will have. */
  @Test
  void optionsThatMeanNothingWithoutAModelAreRefused() {
    Set<String> mean =
        Set.of(
            "--detections",
            "--dataset-format",
            "--split",
            "--limit",
            "--classes",
            "--threshold",
            "--mistake-threshold",
            "--json",
            "--report",
            "--csv-safe",
            "--config",
            "--quiet",
            "--verbose",
            "--color",
            "--help",
            "--version");
    List<String> refused = new ArrayList<>();
    for (OptionSpec option :
        Main.commandLine().getSubcommands().get("eval").getCommandSpec().options()) {
      if (!mean.contains(option.longestName())) {
        List<Object> args =
            new ArrayList<>(List.of(dataset, "--detections", "x.json", option.longestName()));
        if (option.arity().max() > 0) {
          args.add(option.type().isEnum() ? option.completionCandidates().iterator().next() : "1");
        }
        String message = option.longestName() + ": needs a model, --detections runs none";
        assertRefused(2, message, args.toArray());
        refused.add(option.longestName());
      }
    }
    assertTrue(
        refused.containsAll(
            List.of("--scales", "--cache", "--allow-seen", "--trust-model", "--threads", "--nms")),
        refused.toString());
  }

  @Test
  void aCacheOfMapsIsForClassifiers() {
    assertRefused(2, "--cache: goes with classifiers only", dataset, "--cache", temporary);
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
    assertRefused(2, "is a folder, not a file", dataset, "--save-detections", temporary);
    assertRefused(2, "--threshold: must", dataset, "--threshold", "NaN");
    assertRefused(2, "lost.json: does not exist", dataset, "--detections", "lost.json");
    Path file = temporary.resolve("found.json");
    assertRefused(
        2,
        "--nms: needs a model, --detections runs none",
        dataset,
        "--detections",
        file,
        "--nms",
        "1");
    assertRefused(
        2,
        "--classes: the data set knows no 'cow pat'",
        dataset,
        "--detections",
        file,
        "--classes",
        "cow pat");
    assertRefused(
        2,
        "can't be in the model directory",
        dataset,
        "--report",
        Sppdet.HOME.resolve("models/imagenet"));
    Path list = dataset.resolve("ImageSets/Main/val.txt");
    assertRefused(2, list + " is read by this run (DATASET)", dataset, "--report", list);
    assertRefused(3, "nowhere: no such model directory", dataset, "--model", "nowhere");
  }

  private static void assertRefused(int exitCode, String message, Object... args) {
    Sppdet run = Sppdet.run("eval", Arrays.asList(args));
    assertEquals(exitCode, run.exitCode(), run.err());
    assertEquals("", run.out());
    assertEquals(1, run.errLines().size(), run.err());
    assertTrue(run.err().contains(message), run.err());
  }

  /**
   * In two photos that differ in their ending alone, and in two of one name outside the data set.
   */
  @Test
  void detectionsAreOfTheirPhotoAlone() throws IOException {
    Path set = Files.createDirectories(temporary.resolve("set"));
    List<Path> photos =
        Stream.of("set/a.jpg", "set/a.jpeg", "x/b.jpg", "y/b.jpg").map(temporary::resolve).toList();
    List<String> found = new ArrayList<>();
    for (int i = 0; i < photos.size(); i++) {
      Path photo = photos.get(i);
      Files.createDirectories(photo.getParent());
      Files.copy(Sppdet.SAMPLES.resolve("dog.jpg"), photo);
      int x = 10 + 60 * i;
      found.add(
          """
          {"image": {"file": "%s"}, "detections": [{"label": "dog", "score": %s,
           "box": {"x1": %d, "y1": 10, "x2": %d, "y2": 60}}]}\
          """
              .formatted(photo, i < 2 ? 0.1 : 0.9, x, x + 50));
    }
    Files.write(set.resolve("list.txt"), photos.stream().map(Path::toString).toList());
    Files.writeString(set.resolve("data.yaml"), "train: list.txt\nnames: [dog]\n");
    var size = new ImageReader().size(photos.get(0));
    for (int i : new int[] {2, 3}) {
      double x = (35.0 + 60 * i) / size.width();
      String label =
          "0 %s %s %s %s"
              .formatted(x, 35.0 / size.height(), 50.0 / size.width(), 50.0 / size.height());
      Files.writeString(photos.get(i).resolveSibling("b.txt"), label);
    }
    Path file = Files.write(temporary.resolve("found.jsonl"), found);
    Sppdet run = Sppdet.run("eval", set, "--split", "train", "--detections", file);
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(
        run.outLines().stream().anyMatch(line -> line.matches("dog +100.0 +100.0 +100.0 +2 +4")),
        run.out());
  }
}
