package io.sppdet.output;

import static io.sppdet.output.Results.detection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.sppdet.detect.ClassGroups;
import io.sppdet.detect.Detection;
import io.sppdet.detect.ImageResult;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.geometry.Box;
import io.sppdet.image.ImageReader;
import io.sppdet.input.ImageInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SortedPhotosTest {
  private static final Box BOX = new Box(0, 0, 9, 9);

  @TempDir Path folder;

  private Path photos;
  private Path sorted;
  private List<ImageResult> results;

  /** Two of the same name; one that shows two classes, one that shows nothing, one that failed. */
  @BeforeEach
  void makePhotos() throws IOException {
    photos = folder.resolve("photos");
    sorted = folder.resolve("out/sorted");
    for (String name : List.of("cam1", "cam2")) {
      Files.createDirectories(photos.resolve(name));
    }
    Files.writeString(photos.resolve("broken.jpg"), "none");
    results =
        List.of(
            Results.ofFile(photos.resolve("cam1/a.png"), 20, 20, detection(2, 0.9, BOX)),
            Results.ofFile(
                photos.resolve("cam2/a.png"),
                21,
                20,
                detection(0, 0.9, BOX),
                detection(2, 0.5, BOX)),
            Results.ofFile(photos.resolve("b.png"), 22, 20),
            Results.failed(photos.resolve("broken.jpg").toString()));
  }

  private void sort(Sorting.Into into, Sorting.By by, ClassGroups groups) {
    try (SortedPhotos writer =
        new SortedPhotos(new Sorting(sorted, into, by, groups), Results.settings(photos))) {
      results.forEach(writer::write);
      writer.finish();
      writer.complete();
    }
  }

  /** Links to photos, of a model with these classes. */
  private void link(Sorting.Into into, List<String> classes) {
    Sorting sorting = new Sorting(sorted, into, Sorting.By.LINK, ClassGroups.NONE);
    try (SortedPhotos writer =
        new SortedPhotos(sorting, Results.settings("mine", classes, photos))) {
      results.forEach(writer::write);
      writer.complete();
    }
  }

  /** All files below a folder, links not followed, with what they hold. */
  private static Map<String, String> files(Path below) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(below)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(below.relativize(file).toString(), String.valueOf(Files.size(file)));
      }
    }
    return files;
  }

  @Test
  void aPhotoIsLinkedInTheFolderOfItsBestDetection() throws IOException {
    Map<String, String> before = files(photos);
    for (int run = 0; run < 2; run++) { // the second changes nothing
      sort(Sorting.Into.FIRST, Sorting.By.LINK, ClassGroups.NONE);
      assertEquals(
          List.of("cat/cam2/a.png", "empty/b.png", "sheep/cam1/a.png"),
          List.copyOf(files(sorted).keySet()));
    }
    assertEquals(photos.resolve("b.png"), Files.readSymbolicLink(sorted.resolve("empty/b.png")));
    assertEquals(before, files(photos));
  }

  @Test
  void allCombinedAndGrouped() throws IOException {
    sort(Sorting.Into.ALL, Sorting.By.COPY, ClassGroups.NONE);
    assertEquals(
        List.of("cat/cam2/a.png", "empty/b.png", "sheep/cam1/a.png", "sheep/cam2/a.png"),
        List.copyOf(files(sorted).keySet()));
    assertEquals(
        -1, Files.mismatch(photos.resolve("cam2/a.png"), sorted.resolve("sheep/cam2/a.png")));
    assertFalse(Files.isSymbolicLink(sorted.resolve("sheep/cam2/a.png")));
    sorted = folder.resolve("combined");
    sort(Sorting.Into.COMBINED, Sorting.By.LINK, ClassGroups.NONE);
    assertEquals(
        List.of("cat+sheep/cam2/a.png", "empty/b.png", "sheep/cam1/a.png"),
        List.copyOf(files(sorted).keySet()));
    sorted = folder.resolve("groups");
    sort(Sorting.Into.COMBINED, Sorting.By.LINK, ClassGroups.parse("animal=cat, sheep"));
    assertEquals(
        List.of("animal/cam1/a.png", "animal/cam2/a.png", "empty/b.png"),
        List.copyOf(files(sorted).keySet()));
  }

  /** Which begins with nothing to see. */
  @ParameterizedTest
  @EnumSource(Sorting.By.class)
  void aVideoGoesByAllItsPictures(Sorting.By by) throws IOException {
    Path clip = Files.writeString(photos.resolve("cam1/clip.mp4"), "a video");
    Path still = Files.writeString(photos.resolve("still.mp4"), "another");
    Path cut = Files.writeString(photos.resolve("cut.mp4"), "a broken one");
    results =
        List.of(
            part(clip, 0),
            part(clip, 1, detection(0, 0.6, BOX)),
            part(still, 0),
            part(clip, 2, detection(2, 0.9, BOX), detection(0, 0.5, BOX)),
            part(still, 1),
            part(cut, 0),
            new ImageResult.Failed(
                part(cut, 1).input(),
                new SppdetException(Kind.IMAGE_UNREADABLE, "cut.mp4#1.000s", "damaged")));
    sort(Sorting.Into.FIRST, by, ClassGroups.NONE);
    Map<String, String> first = files(sorted);
    first.remove("moved.jsonl");
    assertEquals(List.of("empty/still.mp4", "sheep/cam1/clip.mp4"), List.copyOf(first.keySet()));
    assertTrue(Files.isRegularFile(cut, LinkOption.NOFOLLOW_LINKS), "nobody knows what it shows");
    if (by != Sorting.By.MOVE) {
      sorted = folder.resolve("all");
      sort(Sorting.Into.ALL, by, ClassGroups.NONE);
      assertEquals(
          List.of("cat/cam1/clip.mp4", "empty/still.mp4", "sheep/cam1/clip.mp4"),
          List.copyOf(files(sorted).keySet()));
      sorted = folder.resolve("combined");
      sort(Sorting.Into.COMBINED, by, ClassGroups.NONE);
      assertEquals(
          List.of("cat+sheep/cam1/clip.mp4", "empty/still.mp4"),
          List.copyOf(files(sorted).keySet()));
    }
  }

  /** A picture of a video. */
  private static ImageResult.Found part(Path video, int second, Detection... detections) {
    String name = video + "#" + second + ".000s";
    ImageResult.Found found = Results.of(name, 20, 20, detections);
    return new ImageResult.Found(
        new ImageInput(name, video, found.input().encoded(), new ImageReader(), (double) second),
        found.size(),
        found.notes(),
        found.image(),
        List.of(),
        found.detections(),
        Map.of());
  }

  /** A class called as the folder of what shows nothing, and two that are one but for a sign. */
  @Test
  void noTwoClassesShareAFolder() throws IOException {
    List<String> classes = List.of("a/b", "a_b", "empty", "dog");
    results = new ArrayList<>(List.of(results.get(2)));
    for (int k = 0; k < classes.size(); k++) {
      results.add(
          Results.ofFile(
              photos.resolve("cam1/" + k + ".png"),
              20,
              20,
              new Detection(classes.get(k), k, 0.9, 1.8, BOX)));
    }
    link(Sorting.Into.FIRST, classes);
    assertEquals(
        List.of(
            "a_b-2/cam1/1.png",
            "a_b/cam1/0.png",
            "dog/cam1/3.png",
            "empty-2/cam1/2.png",
            "empty/b.png"),
        List.copyOf(files(sorted).keySet()));
  }

  /** What several show together, and one whose name has the sign between. */
  @Test
  void noTwoCombinationsShareAFolder() throws IOException {
    List<String> classes = List.of("cat+dog", "cat", "dog", "a+b", "c", "a", "b+c");
    List<List<Integer>> shown = List.of(List.of(0), List.of(2, 1), List.of(3, 4), List.of(6, 5));
    results = new ArrayList<>();
    for (int i = 0; i < shown.size(); i++) {
      Detection[] detections =
          shown.get(i).stream()
              .map(k -> new Detection(classes.get(k), k, 0.9, 1.8, BOX))
              .toArray(Detection[]::new);
      results.add(Results.ofFile(photos.resolve("cam1/" + i + ".png"), 20, 20, detections));
    }
    link(Sorting.Into.COMBINED, classes);
    assertEquals(
        List.of("a+b_c/cam1/3.png", "a_b+c/cam1/2.png", "cat+dog/cam1/1.png", "cat_dog/cam1/0.png"),
        List.copyOf(files(sorted).keySet()));
  }

  @Test
  void nothingIsReplaced() throws IOException {
    Path other = Files.createDirectories(sorted.resolve("empty")).resolve("b.png");
    Files.writeString(other, "somebody's");
    sort(Sorting.Into.FIRST, Sorting.By.COPY, ClassGroups.NONE);
    sort(Sorting.Into.FIRST, Sorting.By.COPY, ClassGroups.NONE);
    assertEquals("somebody's", Files.readString(other));
    assertEquals(-1, Files.mismatch(photos.resolve("b.png"), sorted.resolve("empty/b-2.png")));
    assertEquals(4, files(sorted).size());
  }

  @Test
  void movesAreUndoneByTheirList() throws IOException {
    Map<String, String> before = files(photos);
    Path other = Files.createDirectories(sorted.resolve("empty")).resolve("b.png");
    Files.writeString(other, "somebody's");
    sort(Sorting.Into.FIRST, Sorting.By.MOVE, ClassGroups.NONE);
    assertEquals(List.of("broken.jpg"), List.copyOf(files(photos).keySet()));
    assertEquals(
        List.of(
            "cat/cam2/a.png", "empty/b-2.png", "empty/b.png", "moved.jsonl", "sheep/cam1/a.png"),
        List.copyOf(files(sorted).keySet()));
    Path inTheWay = Files.writeString(photos.resolve("b.png"), "new");
    List<String> errors = new ArrayList<>();
    assertEquals(2, MovedPhotos.undo(sorted, error -> errors.add(error.getMessage())));
    assertEquals(1, errors.size(), errors.toString());
    assertTrue(errors.get(0).contains("another file is there now"), errors.get(0));
    assertEquals("new", Files.readString(inTheWay));
    Files.delete(inTheWay);
    assertEquals(1, MovedPhotos.undo(sorted, error -> errors.add(error.getMessage())));
    assertEquals(1, errors.size());
    assertEquals(before, files(photos));
    assertEquals(List.of("empty/b.png"), List.copyOf(files(sorted).keySet()));
    assertRefused(sorted, "holds no moved.jsonl: no photo was moved there, or all are back");
    assertRefused(sorted.resolve("gone"), "no such folder");
  }

  private static void assertRefused(Path folder, String reason) {
    SppdetException refused =
        assertThrows(SppdetException.class, () -> MovedPhotos.undo(folder, error -> fail(error)));
    assertEquals(folder + ": " + reason, refused.getMessage());
  }

  /** What happens to a photo while the run goes on costs that photo alone. */
  @ParameterizedTest
  @EnumSource(Sorting.By.class)
  void aPhotoThatIsGoneIsTold(Sorting.By by) throws IOException {
    Files.delete(photos.resolve("cam1/a.png"));
    Sorting sorting = new Sorting(sorted, Sorting.Into.FIRST, by, ClassGroups.NONE);
    List<String> left = new ArrayList<>();
    try (SortedPhotos writer = new SortedPhotos(sorting, Results.settings(photos))) {
      results.forEach(writer::write);
      writer.finish();
      writer.complete();
      writer.left().forEach(each -> left.add(each.getMessage()));
      assertEquals(List.of(), writer.left());
    }
    if (by != Sorting.By.LINK) { // which reads nothing
      String gone = photos.resolve("cam1/a.png") + ": can't be sorted, it is gone";
      assertEquals(1, left.size());
      assertTrue(left.get(0).startsWith(gone), left.get(0));
    }
    assertTrue(Files.exists(sorted.resolve("cat/cam2/a.png")));
    assertTrue(Files.exists(sorted.resolve("empty/b.png")));
  }

  @Test
  void aLinkThatMovesLeadsWhereItLed() throws IOException {
    Path link = photos.resolve("cam1/link.png");
    Files.createSymbolicLink(link, Path.of("../b.png"));
    results = List.of(Results.of(link.toString(), 22, 20));
    sort(Sorting.Into.FIRST, Sorting.By.MOVE, ClassGroups.NONE);
    assertFalse(Files.exists(link, LinkOption.NOFOLLOW_LINKS));
    Path moved = sorted.resolve("empty/cam1/link.png");
    assertTrue(Files.isSymbolicLink(moved));
    assertTrue(Files.isSameFile(moved, photos.resolve("b.png")));
    assertEquals(1, MovedPhotos.undo(sorted, error -> fail(error)));
    assertTrue(Files.isSameFile(link, photos.resolve("b.png")));
  }

  @ParameterizedTest
  @EnumSource(Sorting.By.class)
  void aPhotoThatIsNamedAgainIsSortedOnce(Sorting.By by) throws IOException {
    Path again = Files.createSymbolicLink(folder.resolve("again"), photos);
    results =
        List.of(
            results.get(2),
            Results.of(photos + "/./cam1/../b.png", 22, 20),
            Results.of(again.resolve("b.png").toString(), 22, 20));
    sort(Sorting.Into.FIRST, by, ClassGroups.NONE);
    try (Stream<Path> all = Files.list(sorted.resolve("empty"))) {
      assertEquals(List.of(sorted.resolve("empty/b.png")), all.toList());
    }
  }

  @Test
  void aLinkToAPhotoThatMovesStays() throws IOException {
    Path link = Files.createSymbolicLink(photos.resolve("0.png"), Path.of("b.png"));
    results = List.of(Results.of(link.toString(), 22, 20), results.get(2));
    sort(Sorting.Into.FIRST, Sorting.By.MOVE, ClassGroups.NONE);
    assertTrue(Files.isSymbolicLink(link));
    assertTrue(Files.isRegularFile(sorted.resolve("empty/b.png"), LinkOption.NOFOLLOW_LINKS));
    assertEquals(1, MovedPhotos.undo(sorted, error -> fail(error)));
    assertTrue(Files.isSameFile(link, photos.resolve("b.png")));
  }

  /** As a full disk leaves it; what is written behind it counts. */
  @Test
  void aLineThatIsCutOffCostsNoOther() throws IOException {
    Map<String, String> before = files(photos);
    Files.createDirectories(sorted);
    Path list = Files.writeString(sorted.resolve("moved.jsonl"), "{\"from\": \"/photos/x.pn");
    sort(Sorting.Into.FIRST, Sorting.By.MOVE, ClassGroups.NONE);
    Files.writeString(list, "{\"from\"", StandardOpenOption.APPEND);
    assertEquals(3, MovedPhotos.undo(sorted, error -> fail(error)));
    assertEquals(before, files(photos));
    assertFalse(Files.exists(list));
  }

  @Test
  void aListOfAStrangerMovesNothingElse() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "mine");
    Files.createDirectories(sorted);
    Files.createSymbolicLink(sorted.resolve("out"), folder);
    List<String> errors = new ArrayList<>();
    for (Path to :
        List.of(
            secret, sorted.resolve("../../secret"), sorted.resolve("out/secret"), Path.of("/"))) {
      Files.writeString(
          sorted.resolve("moved.jsonl"),
          "{\"from\": \"%s\", \"to\": \"%s\"}\n".formatted(folder.resolve("stolen"), to));
      assertEquals(0, MovedPhotos.undo(sorted, error -> errors.add(error.getMessage())));
    }
    assertEquals(
        4, errors.stream().filter(e -> e.contains("that is not below")).count(), "" + errors);
    assertEquals("mine", Files.readString(secret));
  }

  @Test
  void theListIsNotWrittenThroughALink() throws IOException {
    Path other = Files.writeString(folder.resolve("other"), "mine");
    Files.createDirectories(sorted);
    Files.createSymbolicLink(sorted.resolve("moved.jsonl"), other);
    Map<String, String> before = files(photos);
    assertThrows(
        SppdetException.class, () -> sort(Sorting.Into.FIRST, Sorting.By.MOVE, ClassGroups.NONE));
    assertEquals("mine", Files.readString(other));
    assertEquals(before, files(photos));
  }

  @Test
  void whatIsSortedStaysByWhateverLink() throws IOException {
    sort(Sorting.Into.FIRST, Sorting.By.COPY, ClassGroups.NONE);
    Map<String, String> before = files(sorted);
    Path link = Files.createSymbolicLink(photos.resolve("again"), sorted);
    results = List.of(Results.of(link.resolve("empty/b.png").toString(), 22, 20));
    sort(Sorting.Into.FIRST, Sorting.By.MOVE, ClassGroups.NONE);
    assertEquals(before, files(sorted));
  }

  @Test
  void oneRunAtATimeWritesIntoAFolder() throws IOException {
    Sorting sorting = new Sorting(sorted, Sorting.Into.FIRST, Sorting.By.LINK, ClassGroups.NONE);
    OutputSettings settings = Results.settings(photos);
    List<Supplier<ResultWriter>> writers =
        List.of(
            () -> new SortedPhotos(sorting, settings),
            () -> new AnnotatedCopies(sorted, settings, false),
            () -> new Crops(sorted, settings, false));
    for (Supplier<ResultWriter> writer : writers) {
      try (ResultWriter first = writer.get()) {
        SppdetException e = assertThrows(SppdetException.class, writer::get);
        assertEquals(sorted + ": another run is writing it", e.getMessage());
        for (Supplier<ResultWriter> other : writers) { // of the same run
          if (other != writer) {
            other.get().close();
          }
        }
        first.finish();
      }
      writer.get().close();
    }
    assertEquals(Map.of(), files(sorted));
  }

  /** A run that does not come to its end moves nothing. */
  @Test
  void movesWaitForTheEnd() throws IOException {
    Map<String, String> before = files(photos);
    Sorting sorting = new Sorting(sorted, Sorting.Into.FIRST, Sorting.By.MOVE, ClassGroups.NONE);
    try (SortedPhotos writer = new SortedPhotos(sorting, Results.settings(photos))) {
      results.forEach(writer::write);
      writer.finish();
    }
    assertEquals(before, files(photos));
  }
}
