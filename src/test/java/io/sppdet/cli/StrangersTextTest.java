package io.sppdet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sppdet.cli.terminal.TerminalWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a stranger's text says, a terminal hears nothing but lines. */
class StrangersTextTest {
  private static final String EVIL = "ca\u001B[31mt\nnew\r\u009B2J\u202Eline\u2028\uD800x";
  private static final String ARGUMENT = EVIL.replace("\uD800", ""); // which no shell can give
  private static final Pattern DANGER =
      Pattern.compile(
          "[\\x00-\\x08\\x0B-\\x1F\\x7F-\\x9F\\x{2028}\\x{2029}\\x{202A}-\\x{202E}\\x{D800}-\\x{DFFF}]");
  private static final Path CASES = Path.of("src/test/resources/io/sppdet/dataset/cases");

  @TempDir Path temporary;

  private Path model;

  /** The shipped detector with names that are orders to a terminal. */
  @BeforeEach
  void makeModel() throws IOException {
    model = Files.createDirectory(temporary.resolve("model"));
    try (Stream<Path> files = Files.list(Sppdet.MODEL.toRealPath())) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (!name.equals("SHA256SUMS") && !name.equals("model.json")) {
          Files.copy(file, model.resolve(name)); // a link would lead out of the model
        }
      }
    }
    ObjectNode description =
        (ObjectNode) DetectionSchema.JSON.readTree(Sppdet.MODEL.resolve("model.json").toFile());
    description.put("name", EVIL);
    ArrayNode classes = (ArrayNode) description.at("/detector/classes");
    for (int i = 0; i < classes.size(); i++) {
      classes.set(i, classes.get(i).textValue() + EVIL);
    }
    ((ObjectNode) description.get("provenance")).put("command", EVIL).put("date", EVIL);
    // as a stranger's program may write it: with half a character, by its escape
    Files.write(model.resolve("model.json"), description.toString().getBytes(UTF_8));
    String text = DetectionSchema.JSON.writeValueAsString(description);
    Files.writeString(model.resolve("model.json"), text.replace("\uD800", "\\ud800"));
  }

  private static void assertPlain(String text) {
    var danger = DANGER.matcher(text);
    assertFalse(
        danger.find(),
        () -> "U+" + Integer.toHexString(danger.group().codePointAt(0)) + ": " + text);
  }

  private Path evilPhoto() throws IOException {
    Path photo = temporary.resolve("a\u001B[31m\nb\u009B\u202E.jpg");
    Files.copy(Sppdet.SAMPLES.resolve("dog.jpg"), photo);
    return photo;
  }

  static Stream<List<String>> commands() {
    return Stream.of(
        List.of("model", "info", "MODEL"),
        List.of("model", "info", "--json", "MODEL"),
        List.of("model", "list", "MODEL"),
        List.of("model", "verify", "MODEL"),
        List.of("detect", "--model", "MODEL", "PHOTO"),
        List.of("detect", "--model", "MODEL", "--format", "csv", "PHOTO", "lost\u001B\n.jpg"),
        List.of("detect", "--model", "MODEL", "--format", "coco", "PHOTO"),
        List.of("detect", "--classes", ARGUMENT, "PHOTO"),
        List.of("detect", "--verbose", "lost\u001B[31m\n\u009B.jpg"),
        List.of("detect", "--nonsense\u001B\u202E", "PHOTO"),
        List.of("detect", "--model", ARGUMENT, "PHOTO"),
        List.of("dataset", "check", "CASES/coco_escapes"),
        List.of("dataset", "check", "CASES/coco_escapes", "--json", "-"),
        List.of("eval", "CASES/coco_escapes", "--split", "train", "--detections", "FOUND"),
        List.of("eval", "CASES/coco_escapes", "--split", ARGUMENT, "--detections", "FOUND"),
        List.of("eval", "CASES/traps", "--detections", "LOST"),
        List.of("eval", "CASES/traps", "--model", "MODEL", "--limit", "1"),
        List.of(ARGUMENT));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void onlyLinesReachATerminal(List<String> command) throws IOException {
    Path found = temporary.resolve("found.json");
    Files.writeString(
        found,
        "[{\"image_id\": 1, \"category_id\": 1, \"bbox\": [5, 5, 35, 25], \"score\": 1},"
            + "{\"image_id\": \"\\u001b\\n\\u009b\", \"category_id\": 1, \"bbox\": [5, 5, 35, 25],"
            + " \"score\": 1}]");
    Path lost = temporary.resolve("lost.json");
    Files.writeString(
        lost,
        "{\"image\": {\"file\": \"cam1/IMG_0001.JPG\"}, \"model\": \"m\\u001b\\n\\ud800\","
            + " \"detections\": [{\"label\": \"dog\\u009b\\n\\ud800\", \"score\": 1,"
            + " \"box\": {\"x1\": 1, \"y1\": 2, \"x2\": 3, \"y2\": 4}}]}");
    List<String> args = new ArrayList<>();
    for (String arg : command) {
      args.add(
          arg.equals("PHOTO")
              ? evilPhoto().toString()
              : arg.replace("MODEL", model.toString())
                  .replace("CASES", CASES.toString())
                  .replace("FOUND", found.toString())
                  .replace("LOST", lost.toString()));
    }
    Sppdet run = Sppdet.run(args);
    assertPlain(run.out());
    assertPlain(run.err());
    assertTrue(!run.out().isEmpty() || !run.err().isEmpty());
    assertFalse(run.err().contains("unexpected error"), run.err());
    if (!args.contains("csv")) { // where quotes keep a text together over lines
      for (String line : (run.out() + run.err()).lines().toList()) {
        assertFalse(line.startsWith("new"), "a name breaks a line: " + run.out() + run.err());
      }
    }
  }

  @Test
  void jsonMeansWhatItMeant() throws IOException {
    Path photo = evilPhoto();
    Sppdet run = Sppdet.run("detect", "--model", model, photo);
    assertEquals(0, run.exitCode(), run.err());
    JsonNode document = DetectionSchema.JSON.readTree(run.out());
    assertEquals(photo.toString(), document.at("/image/file").textValue());
    assertEquals("dog" + EVIL, document.at("/detections/0/label").textValue());
  }

  @Test
  void cropsAndOtherOutputsHaveFilesWithPlainNames() throws IOException {
    Path crops = temporary.resolve("crops");
    Path all = temporary.resolve("all");
    Sppdet run =
        Sppdet.run(
            "detect",
            "--model",
            model,
            evilPhoto(),
            "--crops",
            crops,
            "--report",
            temporary.resolve("page.html"),
            "--draw",
            temporary.resolve("drawn"),
            "--format",
            "json,jsonl,coco,coco-dataset,csv,voc,yolo,megadetector,label-studio",
            "-o",
            all);
    assertEquals(0, run.exitCode(), run.err());
    for (Path folder : List.of(crops, all, temporary.resolve("drawn"))) {
      try (Stream<Path> files = Files.walk(folder)) {
        List<String> names =
            files
                .map(file -> folder.relativize(file).toString())
                .filter(n -> !n.isEmpty())
                .toList();
        assertFalse(names.isEmpty());
        names.forEach(StrangersTextTest::assertPlain);
      }
    }
  }

  /** However a text is cut into calls. */
  @Property
  void theWriterEscapesAcrossCalls(@ForAll @Size(max = 6) List<String> parts) {
    StringWriter raw = new StringWriter();
    PrintWriter own = new PrintWriter(raw);
    PrintWriter terminal = TerminalWriter.of(own);
    parts.forEach(terminal::print);
    terminal.close();
    assertEquals(io.sppdet.error.PlainText.lines(String.join("", parts)), raw.toString());
  }
}
