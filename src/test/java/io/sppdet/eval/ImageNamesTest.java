package io.sppdet.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.dataset.LabelledImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageNamesTest {
  private static final List<String> CAMERAS =
      List.of(
          "set/images/cam1/1.jpg",
          "set/images/cam1/2.jpg",
          "set/images/cam2/1.jpg",
          "set/images/cam2/2.jpg",
          "set/images/cam1/3.jpg");
  private static final List<String> FLAT = List.of("set/JPEGImages/1.jpg", "set/JPEGImages/2.jpg");

  @TempDir Path folder;

  private static List<LabelledImage> images(Path folder, List<String> paths) {
    return paths.stream()
        .map(path -> new LabelledImage(path, folder.resolve(path), List.of()))
        .toList();
  }

  private static Map<String, String> found(Path folder, List<String> images, List<String> names) {
    Map<String, String> found = new TreeMap<>();
    new ImageNames(images(folder, images), List::of)
        .of(new LinkedHashSet<>(names))
        .images()
        .forEach((name, image) -> found.put(name, image.id()));
    return found;
  }

  @ParameterizedTest
  @CsvSource({
    "set/images/cam1/1.jpg, set/images/cam1/1.jpg",
    "images/cam2/1.jpg, set/images/cam2/1.jpg",
    "cam2/1.jpg, set/images/cam2/1.jpg",
    "./cam2/./1.jpg, set/images/cam2/1.jpg",
    "x/../cam2/1.jpg, set/images/cam2/1.jpg",
    "cam2\\1.jpg, set/images/cam2/1.jpg",
    "cam2/1, set/images/cam2/1.jpg",
    "cam2/1.png, set/images/cam2/1.jpg",
    "3.jpg, set/images/cam1/3.jpg",
    "3, set/images/cam1/3.jpg",
    "/elsewhere/set2/cam1/3.jpg, set/images/cam1/3.jpg",
    "1.jpg, ",
    "cam2/3.jpg, ",
    "cam3/3.jpg, ",
    "/elsewhere/3.jpg, ",
    "cam1/1.jpg/3.jpg, ",
    "cam1/4.jpg, ",
    "'', ",
    "/, ",
    "'cam1/1\0.jpg', ",
  })
  void onePhotoOrNone(String name, String id) {
    Map<String, String> expected = id == null ? Map.of() : Map.of(name, id);
    assertEquals(expected, found(folder, CAMERAS, List.of(name)));
    assertEquals(expected, found(Path.of(""), CAMERAS, List.of(name)));
  }

  @Test
  void pathsGoFirst() {
    String path = folder.resolve("set/images/cam1/3.jpg").toString();
    assertEquals(
        Map.of(path, "set/images/cam1/3.jpg"), found(folder, CAMERAS, List.of("3.jpg", path)));
  }

  @Test
  void whatTwoNamesMeanIsNotKnown() {
    assertEquals(Map.of(), found(folder, FLAT, List.of("a/1.jpg", "b/1.jpg")));
    assertEquals(
        Map.of("a/2.jpg", "set/JPEGImages/2.jpg"),
        found(folder, FLAT, List.of("a/1.jpg", "b/1.jpg", "a/2.jpg")));
  }

  @Test
  void aFileThatNamesFoldersOfTheSetIsTakenByItsWord() {
    assertEquals(
        Map.of("JPEGImages/1.jpg", "set/JPEGImages/1.jpg"),
        found(folder, FLAT, List.of("JPEGImages/1.jpg", "others/2.jpg")));
    assertEquals(
        Map.of("1.jpg", "set/JPEGImages/1.jpg", "others/2.jpg", "set/JPEGImages/2.jpg"),
        found(folder, FLAT, List.of("1.jpg", "others/2.jpg")));
  }

  @Test
  void aFolderBesideIsAnotherFolder() throws IOException {
    List<String> one = CAMERAS.subList(0, 2);
    assertEquals(1, found(folder, one, List.of("cam2/1.jpg")).size());
    Files.createDirectories(folder.resolve("set/images/cam2"));
    assertEquals(Map.of(), found(folder, one, List.of("cam2/1.jpg")));
  }

  @Test
  void linksOfADataSetMeanTheirPhotos() throws IOException {
    Files.createDirectories(folder.resolve("photos/a"));
    Files.createDirectories(folder.resolve("photos/b"));
    Files.createDirectories(folder.resolve("set/JPEGImages"));
    for (String each : List.of("a", "b")) {
      Path photo = Files.write(folder.resolve("photos/" + each + "/1.jpg"), new byte[0]);
      Files.createSymbolicLink(folder.resolve("set/JPEGImages/1-" + each + ".jpg"), photo);
    }
    String a = folder.resolve("photos/a/1.jpg").toString();
    String b = folder.resolve("photos/b/1.jpg").toString();
    assertEquals(
        Map.of(a, "set/JPEGImages/1-a.jpg", b, "set/JPEGImages/1-b.jpg"),
        found(folder, List.of("set/JPEGImages/1-a.jpg", "set/JPEGImages/1-b.jpg"), List.of(b, a)));
  }

  @Test
  void namesAreComparedInOneForm() {
    for (Normalizer.Form form : List.of(Normalizer.Form.NFC, Normalizer.Form.NFD)) {
      String image = Normalizer.normalize("set/é/ü.jpg", form);
      for (Normalizer.Form other : List.of(Normalizer.Form.NFC, Normalizer.Form.NFD)) {
        String name = Normalizer.normalize("é/ü.jpg", other);
        assertEquals(Map.of(name, image), found(folder, List.of(image), List.of(name)));
      }
    }
  }

  @Test
  void onlyTheEndingOfAnImageIsLeftAway() {
    List<String> images = List.of("set/IMG.jpg", "set/IMG.0001.jpg");
    assertEquals(
        Map.of("IMG.0001", "set/IMG.0001.jpg"), found(folder, images, List.of("IMG.0001")));
    assertEquals(Map.of(), found(folder, List.of("set/IMG.jpg"), List.of("IMG.0001")));
  }

  @Provide
  Arbitrary<String> path() {
    return Arbitraries.of("a", "b", "a/b", "b/a", "a/a", "c/a/b", "b/a/b", "c/b")
        .map(stem -> stem + ".jpg");
  }

  /** A name that has a folder never means a photo whose folder is called otherwise in the set. */
  @Property
  void neverAPhotoOfAnotherFolder(
      @ForAll @Size(min = 1, max = 6) List<@net.jqwik.api.From("path") String> images,
      @ForAll @Size(min = 1, max = 6) List<@net.jqwik.api.From("path") String> names) {
    List<String> set = images.stream().distinct().map(path -> "set/" + path).toList();
    Map<String, String> found = found(Path.of("/no/folder"), set, names);
    assertEquals(
        found.size(), found.values().stream().distinct().count(), "one name an image: " + found);
    found.forEach(
        (name, id) -> {
          assertTrue(
              id.endsWith("/" + name.substring(name.lastIndexOf('/') + 1)), name + " is " + id);
          List<String> sameName = set.stream().filter(each -> each.endsWith("/" + name)).toList();
          assertTrue(
              sameName.isEmpty() || sameName.equals(List.of(id)),
              "of " + sameName + " " + name + " is " + id);
          boolean oneFolder =
              set.stream().map(each -> each.substring(0, each.lastIndexOf('/'))).distinct().count()
                  == 1;
          assertTrue(
              oneFolder || ("/no/folder/" + id).endsWith("/" + name) || isMoved(set, name, id),
              name + " is " + id + " of " + set);
        });
  }

  /** All below the folder that holds the whole set is the same. */
  private static boolean isMoved(List<String> set, String name, String id) {
    String[] first = set.get(0).split("/");
    int common = 0;
    for (int n = 1; n < first.length; n++) {
      String start = String.join("/", Arrays.copyOf(first, n)) + "/";
      common = set.stream().allMatch(each -> each.startsWith(start)) ? start.length() : common;
    }
    return ("/" + name).endsWith("/" + id.substring(common));
  }
}
