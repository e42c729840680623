package io.sppdet.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sppdet.detect.Detection;
import io.sppdet.detect.ImageResult;
import io.sppdet.detect.Selection;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.geometry.Box;
import io.sppdet.image.ExifFields;
import io.sppdet.image.ImageLimits;
import io.sppdet.image.ImageReader;
import io.sppdet.image.ImageSize;
import io.sppdet.input.ImageInput;
import io.sppdet.operator.Precision;
import io.sppdet.output.OutputFormat;
import io.sppdet.output.ResultCounts;
import io.sppdet.output.ResultWriter;
import io.sppdet.proposal.ProposalMethod;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SliceFilesTest {
  @TempDir Path folder;

  private final RunSettings settings = settings();

  private static RunSettings settings() {
    return new RunSettings(
        new RunSettings.Model("m.zip", List.of(704), Precision.FLOAT32),
        ProposalMethod.FAST,
        100,
        new Selection(0.5, 0.3, 100, Set.of("cat")),
        ImageLimits.DEFAULT,
        Duration.ofSeconds(3),
        new RunSettings.Document(
            "voc07",
            List.of("dog", "cat"),
            true,
            true,
            new ExifFields(List.of("Model", "FNumber"))),
        List.of(ClusterFormat.JSONL, ClusterFormat.PARQUET),
        "/work",
        Map.of("a", "b"));
  }

  private static List<ImageResult> results() {
    ImageInput input = ImageInput.of(Path.of("samples/chelsea.jpg"), new ImageReader());
    Detection cat = new Detection("cat", 1, 0.75, 1.5, new Box(1, 2.25, 30, 40.5));
    Detection dog = new Detection("dog", 0, 0.5, -0.25, new Box(0, 0, 7, 8));
    ImageSize size = new ImageSize(451, 300);
    SppdetException error = new SppdetException(Kind.IMAGE_MISSING, "é.jpg", "no such file");
    return List.of(
        new ImageResult(
            input, size, input::image, List.of(), List.of(cat, dog), Map.of("conv", 2.5), null),
        new ImageResult(input, size, input::image, List.of(), List.of(), Map.of(), null),
        new ImageResult(input, null, input::image, List.of(), List.of(), Map.of(), error));
  }

  private void write() throws IOException {
    try (SliceFiles files =
        SliceFiles.create(
            new org.apache.hadoop.fs.Path(folder.toUri()), 7, settings, new Configuration())) {
      results().forEach(files::write);
      assertEquals(new ResultCounts(2, Map.of("image_missing", 1L), 2), files.finish());
    }
  }

  @Test
  void linesAreThoseOfOneMachine() throws IOException {
    write();
    Path expected = folder.resolve("expected.jsonl");
    try (ResultWriter writer = OutputFormat.JSONL.open(expected, settings.document().settings())) {
      results().forEach(writer::write);
      writer.finish();
    }
    assertEquals(Files.readString(expected), Files.readString(folder.resolve("part-00007.jsonl")));
  }

  /** Each value of the JSON stands in its column, and nothing else does. */
  @Test
  void rowsAreTheDocuments() throws IOException {
    write();
    List<Group> rows = new ArrayList<>();
    org.apache.hadoop.fs.Path part =
        new org.apache.hadoop.fs.Path(folder.resolve("part-00007.parquet").toUri());
    try (ParquetReader<Group> reader =
        ParquetReader.builder(new GroupReadSupport(), part).build()) {
      for (Group row = reader.read(); row != null; row = reader.read()) {
        rows.add(row);
      }
    }
    List<String> lines = Files.readAllLines(folder.resolve("part-00007.jsonl"));
    assertEquals(lines.size(), rows.size());
    for (int i = 0; i < rows.size(); i++) {
      JsonNode document = new ObjectMapper().readTree(lines.get(i));
      Group row = rows.get(i);
      Group image = row.getGroup("image", 0);
      assertEquals(document.at("/image/file").asText(), image.getString("file", 0));
      assertEquals(document.has("error") ? 0 : 1, row.getFieldRepetitionCount("detections"));
      if (document.has("error")) {
        Group error = row.getGroup("error", 0);
        assertEquals(document.at("/error/code").asText(), error.getString("code", 0));
        assertEquals(document.at("/error/message").asText(), error.getString("message", 0));
        assertEquals(0, image.getFieldRepetitionCount("width"));
        continue;
      }
      assertEquals(0, row.getFieldRepetitionCount("error"));
      assertEquals(document.at("/image/width").asInt(), image.getInteger("width", 0));
      assertEquals("voc07", row.getString("model", 0));
      Group list = row.getGroup("detections", 0);
      JsonNode detections = document.get("detections");
      assertEquals(detections.size(), list.getFieldRepetitionCount(0));
      for (int d = 0; d < detections.size(); d++) {
        Group found = list.getGroup(0, d).getGroup("element", 0);
        JsonNode json = detections.get(d);
        assertEquals(json.get("label").asText(), found.getString("label", 0));
        assertEquals(json.get("class_id").asInt(), found.getInteger("class_id", 0));
        assertEquals(json.get("score").asDouble(), found.getDouble("score", 0));
        assertEquals(json.get("svm_score").asDouble(), found.getDouble("svm_score", 0));
        for (String edge : List.of("x1", "y1", "x2", "y2")) {
          assertEquals(
              json.get("box").get(edge).asDouble(), found.getGroup("box", 0).getDouble(edge, 0));
        }
      }
    }
    assertEquals(2.5, rows.get(0).getGroup("timing_ms", 0).getDouble("conv", 0));
  }

  @Test
  void whatIsNotFinishedLeavesNothing() throws IOException {
    Path work = folder.resolve("work");
    SliceFiles files =
        SliceFiles.create(
            new org.apache.hadoop.fs.Path(work.toUri()), 0, settings, new Configuration());
    files.write(results().get(0));
    files.close();
    assertFalse(Files.exists(work));
  }

  @Test
  void settingsReachTheExecutors() throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new Slice(settings, 3));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertEquals(new Slice(settings, 3), in.readObject());
    }
    assertEquals("b", settings.configuration().get("a"));
  }
}
