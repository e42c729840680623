package io.sppdet.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.sppdet.cli.DetectionSchema;
import io.sppdet.cli.OddImages;
import io.sppdet.cli.Sppdet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InspectCommandTest {
  private static final Path PHOTO = Sppdet.SAMPLES.resolve("chelsea.jpg");

  @TempDir Path temporary;

  @ParameterizedTest
  @CsvSource({
    "samples/dog.jpg, inspect-dog",
    "scan.tif#2, inspect-scan-2",
    "v1.2/a.b.jpg, inspect-a.b",
    "photos.zip/a#b.png, inspect-a-b",
    ".hidden, inspect-.hidden",
    "photo, inspect-photo",
    "a?b: c.jpg, inspect-a-b- c",
  })
  void theFolderIsCalledAsThePhoto(String photo, String folder) {
    assertEquals(Path.of(folder), InspectCommand.folderOf(photo));
  }

  @Test
  void leavesThePageTheArraysAndTheBytesOfDetect() throws IOException {
    Path folder = temporary.resolve("a/b");
    List<String> options =
        List.of("-t", "0.05", "--nms", "0.4", "--scales", "480,704", "--max-proposals", "200");
    Sppdet run = Sppdet.run("inspect", PHOTO, "-o", folder, options, "--boxes", "10,20,100,90.5");
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(folder.resolve("index.html") + "\n", run.out());
    Sppdet detected = Sppdet.run("detect", PHOTO, options);
    assertEquals(detected.out(), Files.readString(folder.resolve("detections.json")));

    JsonNode told = DetectionSchema.parse(Files.readString(folder.resolve("arrays.json")));
    List<String> files = new ArrayList<>();
    for (JsonNode array : told.get("arrays")) {
      String file = array.get("file").textValue();
      files.add(file);
      int count = 1;
      for (JsonNode side : array.get("shape")) {
        count *= side.intValue();
      }
      int size = Integer.parseInt(array.get("dtype").textValue().replaceAll("\\D", "")) / 8;
      long header = Files.size(folder.resolve(file)) - (long) count * size;
      assertTrue(header == 128 || header == 192, file + ": " + header);
      assertEquals(array.get("shape").size(), array.get("axes").size(), file);
    }
    for (String file :
        List.of("input_480", "conv5_704", "windows", "pooled", "fc6", "fc7", "margins", "deltas")) {
      assertTrue(files.contains(file + ".npy"), files.toString());
    }
    assertEquals(201, told.at("/proposals").intValue() + 1);

    Path own = Files.writeString(folder.resolve("notes.npy"), "mine");
    Sppdet again =
        Sppdet.run("inspect", PHOTO, "-o", folder, "--max-proposals", "50", "--scales", "704");
    assertEquals(0, again.exitCode(), again.err());
    String replaced = folder + ": replaced the inspection of " + PHOTO + " by voc07";
    assertTrue(again.err().contains(replaced), again.err());
    assertFalse(Files.exists(folder.resolve("conv5_480.npy")), "a map of the earlier run");
    assertTrue(Files.exists(folder.resolve("conv5_704.npy")));
    assertEquals("mine", Files.readString(own));

    String page = Files.readString(folder.resolve("index.html"));
    assertFalse(Pattern.compile("(src|href)=\"(?!#|https://arxiv)").matcher(page).find());
    assertTrue(page.contains("default-src 'none'"));
  }

  @Test
  void theSmallestImageAndNoProposalsCanBeInspected() throws IOException {
    OddImages.good(temporary);
    Path folder = Files.createDirectory(temporary.resolve("seen"));
    Path page = folder.resolve("index.html");
    Path array = Files.writeString(folder.resolve("margins.npy"), "mine");
    Sppdet refused = Sppdet.run("inspect", temporary.resolve("pixel.png"), "-o", folder);
    assertEquals(2, refused.exitCode());
    assertEquals(
        "sppdet: %s: is not of an earlier run, and would be replaced; name another folder\n"
            .formatted(array),
        refused.err());
    assertEquals("mine", Files.readString(array));
    Files.delete(array);
    Sppdet run = Sppdet.run("inspect", temporary.resolve("pixel.png"), "-o", folder);
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(Files.size(page) > 10_000);
  }

  @Test
  void faultsAreOneLine() throws IOException {
    Path folder = temporary.resolve("seen");
    Path broken = Files.writeString(temporary.resolve("broken.jpg"), "not an image");
    assertRefused(1, "broken.jpg: not an image sppdet can read", broken, "-o", folder);
    assertRefused(1, "missing.jpg: ", temporary.resolve("missing.jpg"), "-o", folder);
    assertRefused(2, "one is inspected at a time", Sppdet.SAMPLES, "-o", folder);
    assertRefused(
        2,
        "--boxes: 400.0,20.0,500.0,90.0 does not lie in the photo of 451x300 pixels",
        List.of(PHOTO, "-o", folder, "--boxes", "400,20,500,90").toArray());
    assertRefused(
        2, "--max-boxes: must lie in [0, 200]: 201", PHOTO, "-o", folder, "--max-boxes", "201");
    assertRefused(2, "broken.jpg is an image, it would be overwritten", PHOTO, "-o", broken);
    assertFalse(Files.exists(folder));
  }

  private static void assertRefused(int exitCode, String message, Object... args) {
    Sppdet run = Sppdet.run("inspect", List.of(args));
    assertEquals(exitCode, run.exitCode(), run.err());
    assertEquals("", run.out());
    assertEquals(1, run.errLines().size(), run.err());
    assertTrue(run.err().contains(message), run.err());
  }
}
