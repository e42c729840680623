package io.sppdet.output;

import static io.sppdet.output.Results.detection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.sppdet.dataset.Dataset;
import io.sppdet.dataset.DatasetFormat;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.dataset.LabelledObject;
import io.sppdet.detect.Detection;
import io.sppdet.detect.ImageResult;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.geometry.Box;
import io.sppdet.image.ExifFields;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jsoup.Jsoup;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each format is read again: by a general reader, and by our readers of data sets. */
class OutputFormatTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Box HALF = new Box(10.25, 20.5, 60.126, 50);
  private static final Box WHOLE = new Box(0, 0, 400, 300);

  @TempDir Path folder;

  private Path photos;
  private List<ImageResult> results;

  @BeforeEach
  void makeResults() throws IOException {
    photos = Files.createDirectories(folder.resolve("my photos/sub")).getParent();
    results =
        List.of(
            Results.ofFile(
                photos.resolve("12.png"),
                400,
                300,
                detection(1, 0.9, HALF),
                detection(0, 0.123456789, WHOLE)),
            Results.failed(photos.resolve("bad, \"worse\".jpg").toString()),
            Results.ofFile(
                photos.resolve("sub/ü <&>.png"), 80, 60, detection(2, 1, new Box(0, 0, 79.9, 0.2))),
            Results.ofFile(photos.resolve("sub/12.png"), 30, 40),
            Results.of(photos.resolve("b.zip/12.tif#2").toString(), 50, 50));
  }

  private OutputSettings settings() {
    return Results.settings(photos);
  }

  private Path write(OutputFormat format, List<ImageResult> some) {
    return write(format, some, settings());
  }

  private Path write(OutputFormat format, List<ImageResult> some, OutputSettings settings) {
    Path path = folder.resolve("written").resolve(format.fileName());
    OutputFile.createFolder(path.getParent());
    try (ResultWriter writer = format.open(path, settings)) {
      some.forEach(writer::write);
      writer.finish();
    }
    return path;
  }

  private static List<JsonNode> list(JsonNode array) {
    assertTrue(array.isArray());
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  private static List<String> texts(JsonNode array, String pointer) {
    return list(array).stream().map(node -> node.at(pointer).asText()).toList();
  }

  @Test
  void jsonIsAnArrayOrOneDocument() throws IOException {
    JsonNode all = JSON.readTree(write(OutputFormat.JSON, results).toFile());
    assertEquals(
        results.stream().map(ImageResult::file).toList(), texts(all, "/image/file"), "as given");
    assertEquals("image_truncated", all.at("/1/error/code").textValue());
    OutputSettings single =
        new OutputSettings(
            new OutputSettings.Model("mine", Results.CLASSES),
            new OutputSettings.Images(true, null, photos),
            new OutputSettings.Content(ExifFields.NONE, true, false, true),
            false,
            false);
    JsonNode one = JSON.readTree(write(OutputFormat.JSON, results.subList(0, 1), single).toFile());
    assertEquals(0.246914, one.at("/detections/1/margin").doubleValue());
    assertEquals(1.3, one.at("/timing_ms/conv").doubleValue());
  }

  @Test
  void jsonLinesCanBeReadWhileTheyGrow() throws IOException {
    Path file = folder.resolve("found.jsonl");
    Files.writeString(file, "of yesterday\n");
    try (ResultWriter writer = OutputFormat.JSONL.open(file, settings())) {
      for (int i = 0; i < results.size(); i++) {
        writer.write(results.get(i));
        assertEquals(i + 1, Files.readAllLines(file).size());
      }
    }
    for (String line : Files.readAllLines(file)) {
      assertTrue(JSON.readTree(line).has("image"), line);
    }
  }

  @Test
  void cocoResultsAndDatasetAgree() throws IOException {
    JsonNode found = JSON.readTree(write(OutputFormat.COCO, results).toFile());
    JsonNode dataset = JSON.readTree(write(OutputFormat.COCO_DATASET, results).toFile());
    assertEquals(
        JSON.readTree(
            """
            [{"image_id": 12, "file_name": "12.png", "category_id": 2,
              "bbox": [10.25, 20.5, 49.88, 29.5], "score": 0.9},
             {"image_id": 12, "file_name": "12.png", "category_id": 1,
              "bbox": [0.0, 0.0, 400.0, 300.0], "score": 0.123457},
             {"image_id": 2, "file_name": "sub/ü <&>.png", "category_id": 3,
              "bbox": [0.0, 0.0, 79.9, 0.2], "score": 1.0}]
            """),
        found);
    assertEquals(
        List.of("12.png", "sub/ü <&>.png", "sub/12.png", "b.zip/12.tif#2"),
        texts(dataset.get("images"), "/file_name"));
    assertEquals(
        4, texts(dataset.get("images"), "/id").stream().distinct().count(), "no two the same");
    assertEquals(3, dataset.get("annotations").size());
    for (int i = 0; i < 3; i++) {
      JsonNode annotation = dataset.get("annotations").get(i);
      for (String field : List.of("image_id", "category_id", "bbox", "score")) {
        assertEquals(found.get(i).get(field), annotation.get(field));
      }
      JsonNode box = annotation.get("bbox");
      double area = box.get(2).doubleValue() * box.get(3).doubleValue();
      assertEquals(area, annotation.get("area").doubleValue(), 0.5);
      assertEquals(0, annotation.get("iscrowd").intValue());
    }
    assertEquals(Results.CLASSES, texts(dataset.get("categories"), "/name"));
    assertEquals(List.of("1", "2", "3"), texts(dataset.get("categories"), "/id"));
    assertEquals("ends \"too\" early", dataset.at("/errors/0/message").textValue());
    assertEquals(
        List.of("bad, \"worse\".jpg"),
        texts(
            JSON.createArrayNode()
                .add(JSON.readTree(folder.resolve("written/coco-results.errors.jsonl").toFile())),
            "/image/file"));
    write(OutputFormat.COCO, results.subList(0, 1));
    assertFalse(Files.exists(folder.resolve("written/coco-results.errors.jsonl")), "none failed");
  }

  /** Whether images fail or not; nothing is left of the run. */
  @ParameterizedTest
  @CsvSource({
    "COCO, coco-results.errors.jsonl",
    "LABEL_STUDIO, label-studio.errors.jsonl",
    "LABEL_STUDIO, label-studio.config.xml"
  })
  void whatAStrangerHasBesideAnOutputStays(OutputFormat format, String name) throws IOException {
    Path other = Files.createDirectories(folder.resolve("written")).resolve(name);
    Files.writeString(other, "{\"mine\": 1}\n");
    SppdetException e =
        assertThrows(SppdetException.class, () -> write(format, results.subList(0, 1)));
    assertEquals(
        other + ": is not of an earlier run, and would be replaced; name another output",
        e.getMessage());
    assertEquals(List.of(name), names(other.getParent()));
    Files.delete(other);
    Files.createDirectory(other);
    assertThrows(SppdetException.class, () -> write(format, results));
    assertTrue(Files.isDirectory(other));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void csvHasARowForEachDetectionAndFailure() throws IOException {
    List<Map<String, String>> rows = rows(write(OutputFormat.CSV, results));
    assertEquals(
        List.of(
            "12.png",
            "12.png",
            "bad, \"worse\".jpg",
            "sub/ü <&>.png",
            "sub/12.png",
            "b.zip/12.tif#2"),
        rows.stream().map(row -> row.get("file")).toList());
    assertEquals(
        Map.ofEntries(
            Map.entry("file", "12.png"),
            Map.entry("width", "400"),
            Map.entry("height", "300"),
            Map.entry("label", "dog & <bone>"),
            Map.entry("class_id", "1"),
            Map.entry("score", "0.9"),
            Map.entry("x1", "10.25"),
            Map.entry("y1", "20.5"),
            Map.entry("x2", "60.13"),
            Map.entry("y2", "50.0"),
            Map.entry("error", "")),
        rows.get(0));
    assertEquals("image_truncated: ends \"too\" early", rows.get(2).get("error"));
    assertEquals("", rows.get(2).get("width"));
    assertEquals("30", rows.get(4).get("width"));
    assertEquals("", rows.get(4).get("label"), "nothing found");
    OutputSettings raw =
        Results.settings(photos, new OutputSettings.Content(ExifFields.NONE, true, false, false));
    List<Map<String, String>> margins = rows(write(OutputFormat.CSV, results, raw));
    assertEquals("1.8", margins.get(0).get("margin"));
    assertEquals("50.0", margins.get(0).get("y2"));
  }

  @Test
  void summaryHasARowForEachImage() throws IOException {
    Box box = new Box(0, 0, 9, 9);
    List<ImageResult> some = new ArrayList<>(results);
    some.add(
        Results.dated(
            photos.resolve("d.png").toString(),
            "2024:05:01 12:30:00",
            detection(2, 0.98, box),
            detection(0, 0.71, box),
            detection(2, 0.5, box)));
    List<Map<String, String>> rows = rows(write(OutputFormat.SUMMARY, some));
    assertEquals(
        List.of(
            "12.png",
            "bad, \"worse\".jpg",
            "sub/ü <&>.png",
            "sub/12.png",
            "b.zip/12.tif#2",
            "d.png"),
        rows.stream().map(row -> row.get("file")).toList());
    assertEquals(
        Map.of(
            "file", "d.png",
            "date", "2024:05:01 12:30:00",
            "objects", "3",
            "classes", "sheep=2;cat=1",
            "best_scores", "sheep=0.98;cat=0.71",
            "error", ""),
        rows.get(5));
    assertEquals("image_truncated: ends \"too\" early", rows.get(1).get("error"));
    assertEquals("", rows.get(1).get("objects"));
    assertEquals("0", rows.get(3).get("objects"));
    assertEquals("", rows.get(3).get("classes"));
  }

  @ParameterizedTest
  @CsvSource({
    "JSON, a.json, ",
    "JSON, a.csv, CSV",
    "JSON, a.jsonl, JSONL",
    "JSON, found, ",
    "JSONL, a.ndjson, ",
    "JSONL, a.json, JSON",
    "CSV, a.csv, ",
    "SUMMARY, A.CSV, ",
    "SUMMARY, a.json, JSON",
    "COCO, a.json, ",
    "VOC, a.csv, "
  })
  void nameThatPromisesAnotherFormatIsSeen(OutputFormat format, Path path, OutputFormat promised) {
    assertEquals(promised, format.promisedBy(path));
  }

  /** Cut at {@code ;} and {@code =}, and read as a URL is, a cell gives the names again. */
  @Test
  void summaryTellsClassesApartWhateverTheyAreCalled() throws IOException {
    List<String> classes = List.of("a=1;b", "100%", "%3B", "dog");
    Detection[] all = new Detection[classes.size()];
    for (int k = 0; k < all.length; k++) {
      all[k] = new Detection(classes.get(k), k, 0.9 - 0.1 * k, 0, new Box(0, 0, 5, 5));
    }
    Map<String, String> row =
        rows(write(OutputFormat.SUMMARY, List.of(Results.of("a.jpg", 30, 30, all)))).get(0);
    assertEquals("a%3D1%3Bb=1;100%25=1;%253B=1;dog=1", row.get("classes"));
    List<String> read = new ArrayList<>();
    for (String each : row.get("best_scores").split(";", -1)) {
      read.add(URLDecoder.decode(each.split("=", -1)[0], StandardCharsets.UTF_8));
    }
    assertEquals(classes, read);
  }

  @Test
  void noCellOfSafeCsvIsAFormula() throws IOException {
    List<String> classes =
        List.of("=1+1", "+1", "-1", "@SUM(A1)", " =1", "\tx", "\uFF1D1", "a=1", "'=1");
    Detection[] all = new Detection[classes.size()];
    for (int k = 0; k < all.length; k++) {
      all[k] = new Detection(classes.get(k), k, 0.5, -1.5, new Box(0, 0, 5, 5));
    }
    List<ImageResult> odd =
        List.of(Results.of("=a.jpg", 30, 30, all), Results.failed("@SUM(1)|cmd.jpg"));
    for (boolean safe : new boolean[] {true, false}) {
      OutputSettings settings =
          new OutputSettings(
              new OutputSettings.Model("mine", classes),
              new OutputSettings.Images(false, FileNames.Style.GIVEN, photos),
              new OutputSettings.Content(ExifFields.NONE, true, false, false),
              safe,
              false);
      Path file = folder.resolve(safe + ".csv");
      try (ResultWriter writer = OutputFormat.CSV.open(file, settings)) {
        odd.forEach(writer::write);
        writer.finish();
      }
      List<Map<String, String>> rows = rows(file);
      String mark = safe ? "'" : "";
      assertEquals(mark + "=a.jpg", rows.get(0).get("file"));
      assertEquals(mark + "@SUM(1)|cmd.jpg", rows.get(rows.size() - 1).get("file"));
      for (int k = 0; k < classes.size(); k++) {
        assertEquals((k < 7 ? mark : "") + classes.get(k), rows.get(k).get("label"));
        assertEquals("-1.5", rows.get(k).get("margin"), "a number stays one");
      }
    }
  }

  private static List<Map<String, String>> rows(Path file) throws IOException {
    try (MappingIterator<Map<String, String>> rows =
        new CsvMapper()
            .readerForMapOf(String.class)
            .with(CsvSchema.emptySchema().withHeader())
            .with(CsvParser.Feature.FAIL_ON_MISSING_COLUMNS)
            .readValues(file.toFile())) {
      return rows.readAll();
    }
  }

  @Test
  void megaDetectorHasSharesOfTheSides() throws IOException {
    JsonNode all = JSON.readTree(write(OutputFormat.MEGADETECTOR, results).toFile());
    assertEquals("1.4", all.at("/info/format_version").textValue());
    assertEquals("sheep", all.at("/detection_categories/3").textValue());
    assertEquals(5, all.get("images").size());
    JsonNode first = all.at("/images/0/detections/0");
    assertEquals("2", first.get("category").textValue());
    assertEquals(0.9, first.get("conf").doubleValue());
    double[] shares = {10.25 / 400, 20.5 / 300, 49.876 / 400, 29.5 / 300};
    for (int i = 0; i < 4; i++) {
      assertEquals(shares[i], first.get("bbox").get(i).doubleValue(), 1e-6);
    }
    JsonNode failed = all.at("/images/1");
    assertEquals("image_truncated: ends \"too\" early", failed.get("failure").textValue());
    assertTrue(failed.get("detections").isNull());
    assertEquals(0, all.at("/images/3/detections").size());
  }

  /** VOC holds whole pixels, YOLO six digits. */
  @ParameterizedTest
  @EnumSource(names = {"VOC", "YOLO"})
  void foldersAreReadAsDataSets(OutputFormat format) throws IOException {
    Path written = write(format, results);
    DatasetFormat wanted = DatasetFormat.valueOf(format.name());
    Dataset dataset = Dataset.open(written, DatasetFormat.AUTO);
    assertEquals(wanted, dataset.format());
    List<LabelledImage> images =
        dataset.split("all").stream().sorted(Comparator.comparing(LabelledImage::id)).toList();
    assertEquals(List.of(), dataset.warnings());
    assertEquals(4, images.size());
    List<List<LabelledObject>> objects = new ArrayList<>();
    images.forEach(image -> objects.add(image.objects()));
    double tolerance = format == OutputFormat.VOC ? 1 : 0.001;
    assertObject("dog & <bone>", HALF, objects.get(0).get(0), tolerance);
    assertObject("cat", WHOLE, objects.get(0).get(1), tolerance);
    assertEquals(List.of(), objects.get(1), "12-2");
    assertEquals(List.of(), objects.get(2), "12-3");
    assertObject("sheep", new Box(0, 0, 79.9, 0.2), objects.get(3).get(0), 2 * tolerance);
    assertTrue(Files.isSameFile(photos.resolve("12.png"), images.get(0).image()));
    assertTrue(Files.isRegularFile(images.get(2).image(), LinkOption.NOFOLLOW_LINKS));
    JsonNode error = JSON.readTree(written.resolve("errors.jsonl").toFile());
    assertEquals("bad, \"worse\".jpg", error.at("/image/file").textValue());
  }

  private static void assertObject(String label, Box box, LabelledObject object, double tolerance) {
    assertEquals(label, object.label());
    assertEquals(box.x1(), object.box().x1(), tolerance);
    assertEquals(box.y1(), object.box().y1(), tolerance);
    assertEquals(box.x2(), object.box().x2(), tolerance);
    assertEquals(box.y2(), object.box().y2(), tolerance);
  }

  @ParameterizedTest
  @EnumSource(names = {"VOC", "YOLO"})
  void labelsThatAreThereAreNotReplaced(OutputFormat format) throws IOException {
    Path written = write(format, results);
    SppdetException e = assertThrows(SppdetException.class, () -> format.open(written, settings()));
    assertEquals(Kind.OUTPUT, e.kind());
    assertTrue(e.getMessage().contains("is not empty"), e.getMessage());
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsLeftOfARunThatBreaksOff(OutputFormat format) throws IOException {
    Path path = folder.resolve("broken").resolve(format.fileName());
    OutputFile.createFolder(path.getParent());
    try (ResultWriter writer = format.open(path, settings())) {
      results.forEach(writer::write);
    }
    try (Stream<Path> files = Files.walk(path.getParent())) {
      List<String> names =
          files.filter(Files::isRegularFile).map(f -> f.getFileName().toString()).toList();
      assertTrue(names.stream().noneMatch(name -> name.endsWith(".part")), names.toString());
      boolean grows = List.of("jsonl", "voc", "yolo").contains(format.toString());
      assertEquals(grows, !names.isEmpty(), names.toString());
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSameResultsGiveTheSameBytes(OutputFormat format) throws IOException {
    List<String> first = files(write(format, results));
    Path written = folder.resolve("written");
    Files.move(written, folder.resolve("before"));
    assertEquals(first, files(write(format, results)));
  }

  private static List<String> files(Path path) throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      List<String> contents = new ArrayList<>();
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        contents.add(
            path.relativize(file) + ": " + Files.readString(file, StandardCharsets.ISO_8859_1));
      }
      return contents;
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"VOC", "YOLO", "JSON", "JSONL"})
  void standardOutputIsTheFile(OutputFormat format) throws IOException {
    StringWriter printed = new StringWriter();
    try (PrintWriter out = new PrintWriter(printed);
        ResultWriter writer = format.print(out, settings())) {
      results.forEach(writer::write);
      writer.finish();
    }
    assertEquals(Files.readString(write(format, results)), printed.toString());
  }

  /** Its names are what a browser makes of an address, hundredths what the photo's sides give. */
  @Test
  void labelStudioGetsTasksToCorrect() throws IOException {
    Path file = write(OutputFormat.LABEL_STUDIO, results);
    JsonNode tasks = JSON.readTree(file.toFile());
    assertEquals(
        List.of(
            "my photos/12.png",
            "my photos/sub/ü <&>.png",
            "my photos/sub/12.png",
            "my photos/b.zip/12.tif#2"),
        texts(tasks, "/data/image").stream()
            .map(address -> URI.create(address).getQuery())
            .map(query -> query.substring("d=".length()))
            .toList());
    assertEquals(
        "/data/local-files/?d=my%20photos/sub/%C3%BC%20%3C%26%3E.png",
        tasks.at("/1/data/image").textValue());
    JsonNode prediction = tasks.at("/0/predictions/0");
    assertEquals("mine", prediction.get("model_version").textValue());
    assertEquals(0.9, prediction.get("score").doubleValue());
    JsonNode region = prediction.at("/result/0");
    assertEquals(
        JSON.readTree(
            """
            {"x": 2.5625, "y": 6.833333, "width": 12.469, "height": 9.833333, "rotation": 0,
             "rectanglelabels": ["dog & <bone>"]}
            """),
        region.get("value"));
    assertEquals(400, region.get("original_width").intValue());
    assertFalse(tasks.at("/2/predictions/0").has("score"), "nothing was found");
    String xml = Files.readString(file.resolveSibling("label-studio.config.xml"));
    assertEquals(
        Results.CLASSES,
        Jsoup.parse(xml, Parser.xmlParser()).select("RectangleLabels > Label").eachAttr("value"));
    assertEquals(1, Files.readAllLines(file.resolveSibling("label-studio.errors.jsonl")).size());
  }

  @Test
  void yoloGetsScoresWhereTheyAreAskedFor() throws IOException {
    OutputSettings scored =
        Results.settings(photos, new OutputSettings.Content(ExifFields.NONE, false, true, false));
    Path plain = write(OutputFormat.YOLO, results.subList(0, 1)).resolve("labels/12.txt");
    List<String> without = Files.readAllLines(plain);
    Files.move(plain.getParent().getParent(), folder.resolve("plain"));
    Path with = write(OutputFormat.YOLO, results.subList(0, 1), scored).resolve("labels/12.txt");
    assertEquals(
        List.of(without.get(0) + " 0.900000", without.get(1) + " 0.123457"),
        Files.readAllLines(with));
  }

  @ParameterizedTest
  @EnumSource(names = {"VOC", "YOLO"})
  void foldersAreNotPrinted(OutputFormat format) {
    PrintWriter out = new PrintWriter(new StringWriter());
    SppdetException e = assertThrows(SppdetException.class, () -> format.print(out, settings()));
    assertEquals(Kind.USAGE, e.kind());
  }

  @ParameterizedTest
  @EnumSource
  void noImagesAtAllAreWellFormedToo(OutputFormat format) throws IOException {
    Path path = write(format, List.of());
    switch (format) {
      case JSON, COCO, LABEL_STUDIO -> assertEquals(0, JSON.readTree(path.toFile()).size());
      case COCO_DATASET, MEGADETECTOR ->
          assertEquals(0, JSON.readTree(path.toFile()).get("images").size());
      case JSONL -> assertEquals(0, Files.size(path));
      case CSV, SUMMARY -> assertEquals(1, Files.readAllLines(path).size());
      case VOC, YOLO -> assertFalse(Files.exists(path.resolve("errors.jsonl")));
    }
  }
}
