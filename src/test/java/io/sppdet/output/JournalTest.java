package io.sppdet.output;

import static io.sppdet.output.Results.detection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.detect.BatchDetector;
import io.sppdet.detect.Detector;
import io.sppdet.detect.ImageResult;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.geometry.Box;
import io.sppdet.image.ImageReader;
import io.sppdet.image.PhotoNotes;
import io.sppdet.input.ImageInput;
import io.sppdet.natives.NativeLibraries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalTest {
  private static final RunIdentity RUN =
      new RunIdentity(Map.of("model", "mine", "--threshold", "0.5"));

  @TempDir Path folder;

  private Path path;
  private ImageResult.Found first;
  private ImageResult.Found second;

  /** As a network would have done, of which these detectors have none. */
  @BeforeAll
  static void load() {
    NativeLibraries.loadPyTorch();
  }

  @BeforeEach
  void makeResults() {
    path = Journal.of(folder.resolve("found.json"));
    first =
        Results.ofFile(
            folder.resolve("a 猫\n.png"),
            60,
            40,
            detection(1, 1 / 3.0, new Box(5, 30.000000000000004, 50, 40)),
            detection(0, 0.1, new Box(0, 0, 1e-3, 40)));
    second = Results.ofFile(folder.resolve("b.png"), 30, 20);
  }

  /** All digits: the outputs made of it must be the same bytes. */
  @Test
  void resultsComeBackAsTheyWere() throws IOException {
    keep(first, second, Results.failed("c.png"));
    try (Journal journal = Journal.resume(path, RUN)) {
      assertEquals(2, journal.size());
      for (ImageResult.Found result : List.of(second, first)) {
        ImageResult.Found found = find(journal, result.input());
        assertEquals(result.detections(), found.detections());
        assertEquals(result.size(), found.size());
        assertEquals(result.milliseconds(), found.milliseconds());
        assertEquals(result.image().get().rgb().length, found.image().get().rgb().length);
      }
      assertTrue(journal.place(Results.failed("c.png").input()).isEmpty());
    }
    assertEquals(folder.resolve("found.json.journal"), path);
    assertTrue(Files.exists(path));
  }

  @Test
  void whatThePhotoToldComesBack() throws IOException {
    Map<String, Object> exif = new LinkedHashMap<>();
    exif.put("Model", "Camera 1");
    exif.put("FNumber", 2.8);
    exif.put("ISOSpeedRatings", 400);
    PhotoNotes notes = new PhotoNotes(exif, "the JPEG file is truncated: it ends too early");
    keep(
        new ImageResult.Found(
            first.input(),
            first.size(),
            notes,
            first.image(),
            List.of(),
            first.detections(),
            first.milliseconds()),
        second);
    try (Journal journal = Journal.resume(path, RUN)) {
      assertEquals(notes, find(journal, first.input()).notes());
      assertEquals(PhotoNotes.NONE, find(journal, second.input()).notes());
    }
  }

  private void keep(ImageResult... results) {
    try (Journal journal = Journal.begin(path, RUN)) {
      Arrays.stream(results).forEach(journal::add);
    }
  }

  private static ImageResult.Found find(Journal journal, ImageInput input) {
    return journal.result(journal.place(input).orElseThrow(), input);
  }

  /** The process may be killed, or the disk be full, at any byte. */
  @Test
  void whatWasNotWrittenWholeIsDropped() throws IOException {
    keep(first, second);
    byte[] whole = Files.readAllBytes(path);
    int header = new String(whole, StandardCharsets.UTF_8).indexOf('\n') + 1;
    for (int length = 0; length < whole.length; length++) {
      Files.write(path, Arrays.copyOf(whole, length));
      try (Journal journal = Journal.resume(path, RUN)) {
        assertTrue(journal.size() < 2);
        if (journal.size() == 0) {
          journal.add(first);
        }
        journal.add(second);
      }
      if (length >= header) {
        assertEquals(
            new String(whole, StandardCharsets.UTF_8), Files.readString(path), "cut at " + length);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mine", "mine\n", "Monday, 00000000 is no sum\nmore\n"})
  void aFileOfAStrangerIsNoJournal(String text) throws IOException {
    Files.writeString(path, text);
    for (Executable opening :
        List.<Executable>of(() -> Journal.begin(path, RUN), () -> Journal.resume(path, RUN))) {
      SppdetException e = assertThrows(SppdetException.class, opening);
      assertEquals(Kind.OUTPUT, e.kind());
      assertEquals(
          "is no journal of a run, and would be replaced; name another output", e.reason());
      assertEquals(text, Files.readString(path));
    }
  }

  /** Neither other detections than were found, nor those behind it lost. */
  @Test
  void aDamagedLineCostsItsImageOnly() throws IOException {
    keep(first, second);
    byte[] whole = Files.readAllBytes(path);
    int header = new String(whole, StandardCharsets.ISO_8859_1).indexOf('\n') + 1;
    int line = new String(whole, StandardCharsets.ISO_8859_1).indexOf('\n', header) + 1;
    for (int at = 0; at < line - 1; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 1;
      Files.write(path, damaged);
      try (Journal journal = Journal.resume(path, RUN)) {
        assertTrue(journal.damaged() > 0, "byte " + at);
        assertTrue(journal.place(first.input()).isEmpty(), "byte " + at);
        assertEquals(at < header ? 0 : 1, journal.size(), "byte " + at);
        if (at >= header) {
          assertEquals(second.detections(), find(journal, second.input()).detections());
        }
      }
    }
  }

  @Test
  void anotherRunIsRefused() {
    keep(first);
    SppdetException e =
        assertThrows(
            SppdetException.class,
            () ->
                Journal.resume(
                    path, new RunIdentity(Map.of("model", "mine", "--threshold", "0.25"))));
    assertEquals(Kind.USAGE, e.kind());
    assertTrue(e.getMessage().contains("--threshold (0.5, now 0.25)"), e.getMessage());
    assertEquals(1, Journal.resume(path, RUN).size(), "is still there");
  }

  @Test
  void changedImageIsAnotherImage() throws IOException {
    keep(first, second);
    Path file = Path.of(first.file());
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
    Files.write(Path.of(second.file()), new byte[1], StandardOpenOption.APPEND);
    try (Journal journal = Journal.resume(path, RUN)) {
      assertTrue(journal.place(first.input()).isEmpty());
      assertTrue(journal.place(second.input()).isEmpty());
    }
  }

  /** Its detections may be those of the photo as it was. */
  @Test
  void imageThatChangesWhileItIsDetectedInIsNotKept() throws IOException {
    try (Journal journal = Journal.begin(path, RUN)) {
      String before = Journal.stamp(first.input());
      Files.write(Path.of(first.file()), new byte[1], StandardOpenOption.APPEND);
      journal.add(first, before);
      assertEquals(0, journal.size());
      Files.delete(Path.of(second.file()));
      journal.add(second, "as it was");
      assertEquals(0, journal.size());
    }
  }

  @Test
  void oneRunAtATime() {
    try (Journal journal = Journal.begin(path, RUN)) {
      journal.add(first);
      assertTrue(Journal.holdsResults(path));
      SppdetException e = assertThrows(SppdetException.class, () -> Journal.begin(path, RUN));
      assertTrue(e.getMessage().endsWith("another run is writing it"), e.getMessage());
    }
    Journal.resume(path, RUN).finish();
    assertFalse(Files.exists(path));
  }

  @Test
  void emptyJournalDoesNotStay() {
    Journal.begin(path, RUN).close();
    assertFalse(Files.exists(path));
  }

  @Test
  void emptyJournalStaysBesideWhatIsNotAll() {
    try (Journal journal = Journal.begin(path, RUN)) {
      journal.keep();
    }
    assertTrue(Files.exists(path));
    assertFalse(Journal.holdsResults(path));
    try (Journal journal = Journal.resume(path, RUN)) {
      journal.keep();
      assertEquals(0, journal.size());
      assertEquals(0, journal.damaged());
      journal.finish();
    }
    assertFalse(Files.exists(path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "b", "ab", "c", "ac", "abcd", "bd", ""})
  void oldAndNewResultsComeInOrder(String before) throws IOException {
    List<ImageInput> inputs = new ArrayList<>();
    for (String name : List.of("a", "b", "c", "d", "a")) {
      Path file =
          Files.copy(
              Path.of(first.file()),
              Files.createDirectories(folder.resolve(name)).resolve(inputs.size() + ".png"));
      inputs.add(ImageInput.of(file, new ImageReader()));
    }
    try (Journal journal = Journal.begin(path, RUN)) {
      for (ImageInput input : inputs) {
        if (before.contains(name(input))) {
          journal.add(
              new ImageResult.Found(
                  input,
                  first.size(),
                  PhotoNotes.NONE,
                  first.image(),
                  List.of(),
                  List.of(),
                  Map.of()));
        }
      }
      journal.add(second);
    }
    BatchDetector failing =
        new BatchDetector(
            new Detector(
                image -> {
                  throw new IllegalStateException("fails");
                },
                null,
                null),
            2);
    StringBuilder all = new StringBuilder();
    ResultWriter sink =
        new ResultWriter() {
          @Override
          public void found(ImageResult.Found result) {
            throw new AssertionError("the detector fails");
          }

          @Override
          public void failed(ImageResult.Failed result) {
            all.append(name(result.input()).toUpperCase(Locale.ROOT));
          }

          @Override
          public void replay(ImageResult.Found result) {
            all.append(name(result.input()));
          }
        };
    try (Journal journal = Journal.resume(path, RUN)) {
      new ResumableDetector(failing, journal).run(inputs, sink, () -> false);
    }
    StringBuilder expected = new StringBuilder();
    for (String name : List.of("a", "b", "c", "d", "a")) {
      expected.append(before.contains(name) ? name : name.toUpperCase(Locale.ROOT));
    }
    assertEquals(expected.toString(), all.toString());
  }

  private static String name(ImageInput input) {
    return input.file().getParent().getFileName().toString();
  }
}
