package io.sppdet.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.dataset.LabelledObject;
import io.sppdet.detect.Detection;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.eval.AveragePrecision;
import io.sppdet.eval.EvalReport;
import io.sppdet.eval.Evaluation;
import io.sppdet.eval.VocEvaluation;
import io.sppdet.eval.VocEvaluation.ClassResult;
import io.sppdet.files.Claim;
import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import io.sppdet.image.ImageWriter;
import io.sppdet.report.ReportData.Fact;
import io.sppdet.report.ReportData.LossPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportWriterTest {
  /** A label that breaks out of whatever does not escape it. */
  private static final String EVIL = "a,</script>&<b id=\"evil\">'\"`{{x}}";

  private static final List<String> LABELS = List.of("cat", "dog", EVIL);

  @TempDir Path temporary;

  private record Photo(LabelledImage image, List<Detection> detections) {}

  private List<Photo> photos;

  @BeforeEach
  void makePhotos() {
    Random random = new Random(7);
    photos = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Path file = temporary.resolve("photo <" + i + ">.png");
      byte[] pixels = new byte[3 * 160 * 120];
      random.nextBytes(pixels);
      new ImageWriter().write(new Image(file.toString(), 160, 120, pixels), file);
      List<LabelledObject> objects = new ArrayList<>();
      List<Detection> detections = new ArrayList<>();
      for (int k = 0; k < 3; k++) {
        int x = 50 * k;
        Box box = new Box(x, 20, x + 40, 90);
        objects.add(new LabelledObject(LABELS.get(random.nextInt(3)), box, random.nextInt(8) == 0));
        int label = random.nextInt(3);
        int shift = random.nextInt(30);
        detections.add(
            new Detection(
                LABELS.get(label),
                label,
                random.nextDouble(),
                0,
                new Box(x, 20 + shift, x + 40, 90 + shift)));
      }
      detections.add(new Detection("unicorn", 3, 0.6, 0, new Box(0, 100, 30, 120)));
      photos.add(new Photo(new LabelledImage("photo " + i, file, objects), detections));
    }
  }

  private static List<LossPoint> losses() {
    List<LossPoint> losses = new ArrayList<>();
    for (int step = 1; step <= 2_000; step++) {
      losses.add(new LossPoint("fine-tuning", step, 3 / Math.sqrt(step)));
    }
    losses.add(new LossPoint("SVM <1>", 1, 0.1));
    losses.add(new LossPoint("SVM <1>", 2, Double.NaN));
    losses.add(new LossPoint("held out", 1_000, 0.7));
    return losses;
  }

  private ReportData data(List<LossPoint> losses) {
    Evaluation evaluation = new Evaluation(0.3);
    photos.forEach(photo -> evaluation.add(photo.image(), photo.detections()));
    return new ReportData(
        new EvalReport("model " + EVIL, EVIL, "val", evaluation.result(), null),
        List.of(new Fact("fact " + EVIL, EVIL)),
        losses);
  }

  private Path write(ReportData data) {
    Path folder = temporary.resolve("a/report");
    new ReportWriter(folder, false).write(data);
    return folder;
  }

  /** Which could do anything in a spreadsheet. */
  @Test
  void onRequestNoTextIsAFormula() throws IOException {
    String formula = "=HYPERLINK(\"evil\")";
    LabelledObject object = new LabelledObject(formula, new Box(0, 0, 9, 9), false);
    LabelledImage photo = new LabelledImage("-1+1", temporary.resolve("-1+1.jpg"), List.of(object));
    Evaluation evaluation = new Evaluation(0.3);
    evaluation.add(photo, List.of());
    ReportData data =
        new ReportData(
            new EvalReport("m", "d", "val", evaluation.result(), null), List.of(), List.of());
    for (boolean safe : new boolean[] {false, true}) {
      Path folder = temporary.resolve("report" + safe);
      new ReportWriter(folder, safe).write(data);
      String before = safe ? "'" : "";
      for (String file : List.of("ap.csv", "confusion.csv", "mistakes.csv")) {
        List<Map<String, String>> rows = csv(folder.resolve(file));
        assertTrue(
            rows.stream().anyMatch(row -> row.containsValue(before + formula)), file + " " + rows);
        assertEquals(
            !safe, rows.stream().anyMatch(row -> row.containsValue(formula)), file + " " + rows);
      }
      assertEquals("0.0", csv(folder.resolve("ap.csv")).get(0).get("ap"));
    }
  }

  private Document page(ReportData data) throws IOException {
    Parser parser = Parser.htmlParser().setTrackErrors(100);
    Document page = Jsoup.parse(Files.readString(write(data).resolve("index.html")), "", parser);
    assertEquals(List.of(), parser.getErrors());
    return page;
  }

  private static List<Map<String, String>> csv(Path file) throws IOException {
    CsvSchema header = CsvSchema.emptySchema().withHeader().withNullValue("");
    try (MappingIterator<Map<String, String>> rows =
        new CsvMapper().readerForMapOf(String.class).with(header).readValues(file.toFile())) {
      return rows.readAll();
    }
  }

  private static Double number(String cell) {
    return cell == null ? null : Double.valueOf(cell);
  }

  private VocEvaluation.Result expected() {
    VocEvaluation evaluation = new VocEvaluation();
    photos.forEach(photo -> evaluation.add(photo.image().objects(), photo.detections()));
    return evaluation.result();
  }

  @Test
  void averagePrecisionIsThatOfTheEvaluation() throws IOException {
    Path folder = write(data(List.of()));
    VocEvaluation.Result expected = expected();
    List<Map<String, String>> rows = csv(folder.resolve("ap.csv"));
    JsonNode json = new ObjectMapper().readTree(folder.resolve("report.json").toFile());
    assertEquals(4, rows.size());
    for (int i = 0; i < rows.size(); i++) {
      ClassResult c = expected.classes().get(i);
      assertEquals(c.label(), rows.get(i).get("label"));
      assertEquals(String.valueOf(c.objects()), rows.get(i).get("objects"));
      assertEquals(String.valueOf(c.detections()), rows.get(i).get("detections"));
      if (c.label().equals("unicorn")) {
        assertNull(rows.get(i).get("ap"), "nothing to find");
        assertNull(rows.get(i).get("ap50_95"));
        assertTrue(json.get("ap").get("unicorn").isNull());
      } else {
        assertEquals(c.ap(), number(rows.get(i).get("ap")));
        assertEquals(c.ap07(), number(rows.get(i).get("ap07")));
        assertEquals(
            json.get("ap50_95").get(c.label()).doubleValue(), number(rows.get(i).get("ap50_95")));
        assertEquals(c.ap(), json.get("ap").get(c.label()).doubleValue());
      }
    }
    assertEquals(expected.map(), json.get("mAP").doubleValue());
    assertEquals(expected.map07(), json.get("mAP07").doubleValue());
    assertEquals(40, json.get("images").intValue());
  }

  @Test
  void theCurvesGiveTheAveragePrecision() throws IOException {
    List<Map<String, String>> rows = csv(write(data(List.of())).resolve("pr.csv"));
    for (ClassResult c : expected().classes()) {
      List<Map<String, String>> curve =
          rows.stream().filter(row -> row.get("label").equals(c.label())).toList();
      double[] precision =
          curve.stream().mapToDouble(row -> number(row.get("precision"))).toArray();
      double[] recall = curve.stream().mapToDouble(row -> number(row.get("recall"))).toArray();
      if (c.objects() == 0) {
        assertEquals(List.of(), curve);
      } else {
        assertEquals(c.ap(), AveragePrecision.area(precision, recall), 1e-12, c.label());
        assertEquals(c.ap07(), AveragePrecision.elevenPoint(precision, recall), 1e-12, c.label());
      }
    }
  }

  @Test
  void everyObjectIsInTheConfusionMatrixAndTheFindingsAgreeWithIt() throws IOException {
    Path folder = write(data(List.of()));
    List<Map<String, String>> cells = csv(folder.resolve("confusion.csv"));
    assertEquals(5 * 5, cells.size());
    for (ClassResult c : expected().classes()) {
      assertEquals(
          c.objects(),
          cells.stream()
              .filter(cell -> cell.get("truth").equals(c.label()))
              .mapToInt(cell -> Integer.parseInt(cell.get("count")))
              .sum());
    }
    int diagonal =
        cells.stream()
            .filter(cell -> cell.get("truth").equals(cell.get("found")))
            .mapToInt(cell -> Integer.parseInt(cell.get("count")))
            .sum();
    List<Map<String, String>> findings = csv(folder.resolve("mistakes.csv"));
    assertEquals(
        diagonal, findings.stream().filter(row -> row.get("kind").equals("right")).count());
    for (Map<String, String> row : findings) {
      boolean missed = row.get("kind").equals("missed");
      assertEquals(missed, row.get("score") == null, row.toString());
      assertEquals(missed, row.get("x1") == null, row.toString());
      assertEquals(row.get("kind").equals("background"), row.get("truth_x1") == null);
      if (!missed) {
        assertTrue(number(row.get("score")) >= 0.3, row.toString());
      }
    }
  }

  @Test
  void thresholdsTakeFewerAndFewerDetections() throws IOException {
    List<Map<String, String>> rows = csv(write(data(List.of())).resolve("threshold.csv"));
    assertEquals(99, rows.size());
    double before = 1;
    for (Map<String, String> row : rows) {
      double recall = Double.parseDouble(row.get("recall"));
      assertTrue(recall <= before, row + " comes after recall " + before);
      before = recall;
    }
    assertEquals("0.5", rows.get(49).get("threshold"));
  }

  @Test
  void calibrationBinsHoldEveryDetectionThatCounts() throws IOException {
    Path folder = write(data(List.of()));
    JsonNode scores =
        new ObjectMapper().readTree(folder.resolve("report.json").toFile()).get("scores");
    long counted = 0;
    for (JsonNode bin : scores) {
      counted += bin.get("right").longValue() + bin.get("wrong").longValue();
    }
    Map<String, Integer> detections =
        csv(folder.resolve("calibration.csv")).stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.get("bins"),
                    Collectors.summingInt(row -> Integer.parseInt(row.get("detections")))));
    assertEquals(Map.of("equal width", (int) counted, "equal mass", (int) counted), detections);
    assertTrue(counted > 100 && counted <= 160, "without those of difficult objects: " + counted);
  }

  @Test
  void lossesAreWrittenInFullAndDrawnThinned() throws IOException {
    ReportData data = data(losses());
    List<Map<String, String>> rows = csv(write(data).resolve("loss.csv"));
    assertEquals(2_003, rows.size());
    assertEquals(3 / Math.sqrt(77), number(rows.get(76).get("loss")));
    assertNull(rows.get(2_001).get("loss"), "a training that diverged");
    JsonNode drawn = charts(page(data)).get("loss");
    assertEquals(3, drawn.size());
    assertEquals("held out", drawn.get(2).get("stage").textValue());
    assertEquals(1_000, drawn.get(2).get("points").get(0).get("step").intValue());
    assertEquals("SVM <1>", drawn.get(1).get("stage").textValue());
    assertTrue(drawn.get(0).get("points").size() <= 600);
    double mean = IntStream.rangeClosed(1, 4).mapToDouble(s -> 3 / Math.sqrt(s)).sum() / 4;
    assertEquals(mean, drawn.get(0).get("points").get(0).get("loss").doubleValue(), 1e-12);
  }

  private static JsonNode charts(Document page) throws IOException {
    return new ObjectMapper().readTree(page.getElementById("chart-data").data());
  }

  @Test
  void labelsAreTextAndNothingElse() throws IOException {
    Document page = page(data(losses()));
    assertNull(page.getElementById("evil"));
    String title = "model " + EVIL + " on " + EVIL + " val";
    assertEquals(title, page.title());
    assertEquals(title, page.selectFirst("h1").text());
    assertEquals("fact " + EVIL, page.select("dt").last().text());
    assertEquals(EVIL, page.select("dd").last().text());
    assertEquals(EVIL, page.selectFirst("#ap-table tbody th").text());
    assertEquals(EVIL, page.selectFirst("#ap-table tbody th").attr("data-order"));
    assertEquals(EVIL, page.selectFirst(".heat thead span").text());
    assertTrue(page.select(".heat td").get(1).attr("title").startsWith(EVIL + " → "));
    assertEquals(EVIL, charts(page).get("pr").get(0).get("label").textValue());
    assertTrue(
        page.select("figcaption strong").eachText().stream().anyMatch(t -> t.startsWith(EVIL)));
  }

  @Test
  void thePageLoadsNothing() throws IOException {
    Document page = page(data(losses()));
    assertEquals(0, page.select("link, iframe, object, embed, base, script[src]").size());
    for (Element element : page.select("[src], [href], [action], [srcset], [background]")) {
      String target = element.hasAttr("href") ? element.attr("href") : element.attr("src");
      assertTrue(
          target.startsWith("#") || target.startsWith("data:image/jpeg;base64,"),
          element.tagName());
    }
    String style = page.select("style").stream().map(Element::data).collect(Collectors.joining());
    assertFalse(style.contains("url(") || style.contains("@import"));
    assertTrue(
        page.selectFirst("meta[http-equiv=Content-Security-Policy]")
            .attr("content")
            .startsWith("default-src 'none';"));
  }

  @Test
  void allSectionsAreThereAndTheirPicturesAreOnePerPhoto() throws IOException {
    Document page = page(data(losses()));
    List<String> ids = page.select("section").eachAttr("id");
    assertEquals(
        List.of("loss", "ap", "pr", "threshold", "confusion", "scores", "calibration", "pictures"),
        ids);
    assertEquals(
        ids, page.select("nav a").eachAttr("href").stream().map(h -> h.substring(1)).toList());
    for (Element pictures : page.select(".pictures")) {
      List<String> shown = pictures.select("figcaption small").eachText();
      assertTrue(shown.size() <= 12);
      assertEquals(shown.size(), shown.stream().distinct().count());
    }
    assertTrue(page.select("rect.found").size() > 12 && page.select("rect.marked").size() > 12);
    assertNull(page(data(List.of())).getElementById("loss"), "an evaluation has no losses");
  }

  @Test
  void photosThatAreGoneAreSaidToBe() throws IOException {
    Path gone = temporary.resolve("gone.jpg");
    LabelledObject object = new LabelledObject("cat", new Box(0, 0, 500, 500), false);
    photos.add(new Photo(new LabelledImage("gone", gone, List.of(object)), List.of()));
    Document page = page(data(List.of()));
    Element figure =
        page.select("figure").stream()
            .filter(f -> f.select("small").text().equals("gone"))
            .findFirst()
            .orElseThrow();
    assertNotNull(figure.selectFirst(".note"));
    assertNull(figure.selectFirst("svg"));
  }

  @Test
  void nothingEvaluatedGivesAReportAllTheSame() throws IOException {
    photos.clear();
    Document page = page(data(List.of()));
    assertEquals("–", page.selectFirst(".headlines strong").text());
    assertEquals(List.of(), csv(temporary.resolve("a/report/ap.csv")));
  }

  @Test
  void noPhotoGoesIntoAModelDirectory() throws IOException {
    Path model = Files.createDirectory(temporary.resolve("model"));
    Files.createFile(model.resolve("model.json"));
    for (Path folder : List.of(model, model.resolve("a/report"))) {
      SppdetException e =
          assertThrows(SppdetException.class, () -> new ReportWriter(folder, false));
      assertEquals(Kind.OUTPUT, e.kind());
      assertTrue(e.getMessage().startsWith(folder + ": a report holds parts of photos"));
    }
    new ReportWriter(temporary.resolve("model-report"), false); // beside it is fine
  }

  @Test
  void theLicenceOfD3GoesWithIt() throws IOException {
    String scripts =
        page(data(List.of())).select("script").stream()
            .map(Element::data)
            .collect(Collectors.joining());
    assertTrue(scripts.contains("Permission to use, copy, modify, and/or distribute"));
  }

  /** A run must be able to say beforehand what it would replace, and replaces no link's target. */
  @Test
  void itsFilesHaveTheNamesThatAreToldAndReplaceLinks() throws IOException {
    Path folder = write(data(List.of()));
    Path photo = Files.writeString(temporary.resolve("photo.jpg"), "mine");
    Files.delete(folder.resolve("pr.csv"));
    Files.createSymbolicLink(folder.resolve("pr.csv"), photo);
    Files.delete(folder.resolve("ap.csv"));
    Files.createSymbolicLink(folder.resolve("ap.csv"), temporary.resolve("nowhere"));
    write(data(List.of()));
    assertEquals("mine", Files.readString(photo));
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        assertTrue(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS), file.toString());
        assertTrue(file.getFileName().toString().matches(ReportWriter.FILES), file.toString());
      }
    }
  }

  /** Before anything is computed: a site of somebody's, or a table, whose name is one of ours. */
  @ParameterizedTest
  @ValueSource(strings = {"index.html", "loss.csv", "report.json"})
  void nothingOfAStrangerIsReplaced(String name) throws IOException {
    Path folder = Files.createDirectories(temporary.resolve("site"));
    Path file = Files.writeString(folder.resolve(name), "<!DOCTYPE html>\nmine");
    SppdetException e = assertThrows(SppdetException.class, () -> new ReportWriter(folder, false));
    assertEquals(Kind.OUTPUT, e.kind());
    assertEquals(
        file + ": is not of an earlier run, and would be replaced; name another folder",
        e.getMessage());
    Files.delete(file);
    ReportWriter writer = new ReportWriter(folder, false);
    Files.createSymbolicLink(file, temporary.resolve("nowhere")); // while the run computes
    assertThrows(SppdetException.class, () -> writer.write(data(List.of())));
    assertTrue(Files.isSymbolicLink(file));
  }

  @Test
  void aFolderThatCantBeMadeIsNamed() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));
    ReportWriter writer = new ReportWriter(file.resolve("report"), false);
    SppdetException e = assertThrows(SppdetException.class, () -> writer.write(data(List.of())));
    assertEquals(Kind.OUTPUT, e.kind());
    assertTrue(e.getMessage().startsWith(file.resolve("report").toString()), e.getMessage());
  }

  @Test
  void oneRunAtATimeWritesAReport() throws IOException {
    Path folder = Files.createDirectories(temporary.resolve("claimed"));
    ReportWriter writer = new ReportWriter(folder, false);
    try (Claim other = Claim.of(folder.resolve("report"))) {
      SppdetException e = assertThrows(SppdetException.class, () -> writer.write(data(List.of())));
      assertEquals("another run is writing it", e.reason());
      assertTrue(Files.exists(other.lockFile()));
    }
    writer.write(data(List.of()));
    assertTrue(Files.exists(folder.resolve("index.html")));
  }
}
