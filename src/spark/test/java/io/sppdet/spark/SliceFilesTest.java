package io.sppdet.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import io.sppdet.image.PhotoNotes;
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
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SliceFilesTest {
  @TempDir Path folder;

  private final RunSettings settings = settings();

  private static RunSettings settings() {
    return new RunSettings(
        new RunSettings.Model("m", "m.zip", List.of(704), Precision.FLOAT32),
        ProposalMethod.FAST,
        100,
        new Selection(0.5, 0.3, 100, Set.of("cat")),
        ImageLimits.DEFAULT,
        true,
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
        new ImageResult.Found(
            input,
            size,
            PhotoNotes.NONE,
            input::image,
            List.of(),
            List.of(cat, dog),
            Map.of("conv", 2.5)),
        new ImageResult.Found(
            input,
            size,
            new PhotoNotes(Map.of("Model", "Camera 1"), "ends in the middle"),
            input::image,
            List.of(),
            List.of(),
            Map.of()),
        new ImageResult.Failed(input, error));
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
      assertEquals(
          new ObjectMapper().readTree(lines.get(i)), json(rows.get(i).getType(), rows.get(i)));
    }
  }

  private static JsonNode json(GroupType type, Group group) {
    if (type.getLogicalTypeAnnotation()
        instanceof LogicalTypeAnnotation.ListLogicalTypeAnnotation) {
      ArrayNode list = JsonNodeFactory.instance.arrayNode();
      for (int i = 0; i < group.getFieldRepetitionCount(0); i++) {
        Group element = group.getGroup(0, i).getGroup(0, 0);
        list.add(json(element.getType(), element));
      }
      return list;
    }
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < type.getFieldCount(); i++) {
      if (group.getFieldRepetitionCount(i) == 0) {
        continue;
      }
      String name = type.getFieldName(i);
      if (!type.getType(i).isPrimitive()) {
        node.set(name, json(type.getType(i).asGroupType(), group.getGroup(i, 0)));
        continue;
      }
      switch (type.getType(i).asPrimitiveType().getPrimitiveTypeName()) {
        case INT32 -> node.put(name, group.getInteger(i, 0));
        case DOUBLE -> node.put(name, group.getDouble(i, 0));
        default -> node.put(name, group.getString(i, 0));
      }
    }
    return node;
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
