package io.sppdet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code detect -} as a process that serves another. */
@Timeout(120)
class StreamTest {
  private static final List<Object> QUICK =
      List.of("detect", "-q", "--scales", "160", "--max-proposals", "50", "-");

  @TempDir Path folder;

  /** No path is sent before the answer to the one before has come. */
  @Test
  void eachPathIsAnsweredAtOnce() throws IOException, InterruptedException {
    Path err = folder.resolve("err");
    Path photo = Sppdet.SAMPLES.resolve("dog.jpg");
    Path mine = Files.copy(photo, folder.resolve("mine.jpg")); // could be drawn on
    Process process = Sppdet.process(QUICK, "--draw", folder).redirectError(err.toFile()).start();
    try (BufferedReader answers = process.inputReader()) {
      try (Writer paths = process.outputWriter()) {
        for (int i = 0; i < 3; i++) {
          JsonNode answer = ask(photo.toString(), paths, answers);
          assertEquals(photo.toString(), answer.at("/image/file").asText());
          assertTrue(answer.has("detections"), answer.toString());
          JsonNode missing = ask("gone" + i + ".jpg", paths, answers);
          assertEquals("image_missing", missing.at("/error/code").asText());
          assertEquals("gone" + i + ".jpg", missing.at("/image/file").asText());
        }
        JsonNode refused = ask(mine.toString(), paths, answers);
        assertEquals("usage", refused.at("/error/code").asText(), refused.toString());
      }
      assertNull(answers.readLine());
    }
    assertEquals(1, process.waitFor());
    List<String> errors = Files.readAllLines(err);
    assertEquals(4, errors.size(), errors.toString());
    assertEquals(-1, Files.mismatch(photo, mine));
  }

  private static JsonNode ask(String path, Writer paths, BufferedReader answers)
      throws IOException {
    paths.write(path + "\n");
    paths.flush();
    return DetectionSchema.JSON.readTree(answers.readLine());
  }

  @Test
  void aPhotoIsNoList() throws IOException, InterruptedException {
    Path err = folder.resolve("err");
    Process process =
        Sppdet.process(QUICK)
            .redirectInput(Sppdet.SAMPLES.resolve("dog.jpg").toFile())
            .redirectError(err.toFile())
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(1, process.waitFor());
    assertTrue(out.startsWith("{\"image\":{\"file\":\"-\"},\"error\""), out);
    assertEquals(
        List.of(
            "sppdet: -: can't be read: is an image (JPEG), not a list of paths; --stdin-image reads"
                + " one"),
        Files.readAllLines(err));
  }
}
