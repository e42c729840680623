package io.sppdet.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.error.SppdetException;
import io.sppdet.image.ImageLimits;
import io.sppdet.image.ImageReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageSearchTest {
  private static final Path PHOTO = Path.of("samples", "chelsea.jpg");

  @TempDir Path folder;

  @BeforeEach
  void fill() throws IOException {
    Files.createDirectories(folder.resolve("b/d e"));
    for (String name : List.of("a.jpg", "b/c.JPG", "b/d e/f.png", "b.jpg", "[x].jpg", "é.webp")) {
      Files.copy(PHOTO, folder.resolve(name));
    }
    Files.writeString(folder.resolve("notes.txt"), "no image");
  }

  @Test
  void folderHoldsWhatIsNamedLikeAnImageInOrderOfTheBytes() {
    assertEquals(List.of("/[x].jpg", "/a.jpg", "/b.jpg", "/é.webp"), find(false, ""));
  }

  /** A script gives it whose variable is not set; to Java it is the current folder. */
  @Test
  void anEmptyNameIsNoFolder() {
    List<ImageInput> found =
        new ImageSearch(new ImageReader(), false).find(List.of(""), InputStream.nullInputStream());
    assertEquals(1, found.size());
    SppdetException e = assertThrows(SppdetException.class, found.get(0)::image);
    assertEquals("'': an empty name", e.getMessage());
  }

  @Test
  void recursiveGoesThroughFoldersInTheirPlace() {
    assertEquals(
        List.of("/[x].jpg", "/a.jpg", "/b/c.JPG", "/b/d e/f.png", "/b.jpg", "/é.webp"),
        find(true, ""));
  }

  @Test
  void linksNeitherLoopNorMultiply() throws IOException {
    Files.createSymbolicLink(folder.resolve("b/up"), folder);
    Files.createSymbolicLink(folder.resolve("b/self"), Path.of("self"));
    Files.createSymbolicLink(folder.resolve("z"), folder.resolve("b"));
    Path below = folder.resolve("b");
    for (int i = 0; i < 40; i++) { // 2 to the power of 40 ways to the last one
      Path next = Files.createDirectory(below.resolve("deep"));
      Files.createSymbolicLink(below.resolve("twin"), next);
      below = next;
    }
    Files.copy(PHOTO, below.resolve("last.jpg"));
    List<String> found = find(true, "");
    assertEquals(7, found.size(), found.toString());
    assertTrue(found.get(4).endsWith("deep/deep/last.jpg"), found.get(4));
  }

  @Test
  void linkNeverHidesTheRealPath(@TempDir Path elsewhere) throws IOException {
    Files.copy(PHOTO, Files.createDirectory(elsewhere.resolve("far")).resolve("far.jpg"));
    Files.copy(PHOTO, Files.createDirectory(folder.resolve(".hidden")).resolve("h.jpg"));
    Files.createSymbolicLink(folder.resolve("a-link"), folder.resolve("b"));
    Files.createSymbolicLink(folder.resolve("far"), elsewhere.resolve("far"));
    Files.createSymbolicLink(folder.resolve("shown"), folder.resolve(".hidden"));
    Files.createSymbolicLink(elsewhere.resolve("far/back"), folder.resolve("b"));
    assertEquals(
        List.of(
            "/[x].jpg",
            "/a.jpg",
            "/b/c.JPG",
            "/b/d e/f.png",
            "/b.jpg",
            "/far/far.jpg",
            "/shown/h.jpg",
            "/é.webp"),
        find(true, ""));
  }

  /** Such as sorted folders of links beside the photos. */
  @Test
  void linkToAPhotoOfTheFolderIsNoOther(@TempDir Path elsewhere) throws IOException {
    Path far = Files.copy(PHOTO, elsewhere.resolve("far.jpg"));
    Files.copy(PHOTO, Files.createDirectory(folder.resolve(".hidden")).resolve("h.jpg"));
    Files.createSymbolicLink(folder.resolve("0.jpg"), Path.of("a.jpg"));
    Files.createSymbolicLink(folder.resolve("1.jpg"), Path.of("b/c.JPG"));
    Files.createSymbolicLink(folder.resolve("2.jpg"), Path.of("0.jpg"));
    Files.createSymbolicLink(folder.resolve("3.jpg"), far);
    Files.createSymbolicLink(folder.resolve("4.jpg"), Path.of(".hidden/h.jpg"));
    Files.createSymbolicLink(folder.resolve("5.jpg"), Path.of("notes.txt"));
    Files.createSymbolicLink(folder.resolve("6.jpg"), Path.of("nowhere.jpg"));
    Files.createSymbolicLink(folder.resolve("b/7.jpg"), Path.of("../a.jpg"));
    List<String> links = List.of("/3.jpg", "/4.jpg", "/5.jpg", "/6.jpg");
    List<String> own =
        List.of("/[x].jpg", "/a.jpg", "/b/c.JPG", "/b/d e/f.png", "/b.jpg", "/é.webp");
    assertEquals(Stream.concat(links.stream(), own.stream()).toList(), find(true, ""));
    assertEquals(
        List.of(
            "/1.jpg",
            "/3.jpg",
            "/4.jpg",
            "/5.jpg",
            "/6.jpg",
            "/[x].jpg",
            "/a.jpg",
            "/b.jpg",
            "/é.webp"),
        find(false, "")); // /b is not entered
    assertEquals(List.of("/0.jpg"), find(false, "/0.jpg"));
    assertEquals(List.of("/0.jpg", "/a.jpg"), find(false, "/[0a].jpg"));
  }

  @Test
  void linkToAFolderIsThatFolder() throws IOException {
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("b"));
    assertEquals(List.of("/link/c.JPG"), find(false, "/link"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/*.jpg | /[x].jpg /a.jpg /b.jpg",
        "/?.jpg | /a.jpg /b.jpg",
        "/[ab].jpg | /a.jpg /b.jpg",
        "/*/*.JPG | /b/c.JPG",
        "/b/**.png | /b/d_e/f.png",
        "/**/*.{JPG,png} | /b/c.JPG /b/d_e/f.png",
        "/**/?.jpg | /a.jpg /b.jpg",
        "//b///*.JPG | /b/c.JPG",
        "/[x].jpg | /[x].jpg",
        "/é.* | /é.webp"
      })
  void patternFindsFiles(String pattern, String expected) {
    List<String> names = Stream.of(expected.split(" ")).map(n -> n.replace('_', ' ')).toList();
    assertEquals(names, find(false, pattern));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/*.bmp | no file has a name like that",
        "/[ | not a pattern: ",
        "/{a,{b}} | not a pattern: ",
        "/nowhere/*.jpg | no such file",
        "/none.jpg | no such file",
        "/d.jpg/ | no such file",
      })
  void whatIsNotThereIsAnInputThatFails(String argument, String reason) {
    assertFails(reason, search(false).find(List.of(folder + argument), none()));
  }

  @Test
  void nameThatIsNoneIsAnInputThatFails() {
    assertFails("not a name of a file", search(false).find(List.of("a\0b"), none()));
    List<ImageInput> listed = search(false).find(List.of("-"), text("a.jpg\n" + PHOTO + "\n"));
    assertEquals(List.of("a.jpg", PHOTO.toString()), names(listed));
  }

  /** Ten million paths could not be held: what is not asked for is not looked at. */
  @Test
  void streamLooksAsItGoes() throws IOException {
    Iterator<ImageInput> images = search(true).stream(List.of(folder.toString()), none());
    assertEquals(folder + "/[x].jpg", images.next().name());
    Files.copy(PHOTO, folder.resolve("b/new.jpg"));
    assertEquals(folder + "/a.jpg", images.next().name());
    assertEquals(folder + "/b/c.JPG", images.next().name());
    assertEquals(folder + "/b/d e/f.png", images.next().name());
    assertEquals(folder + "/b/new.jpg", images.next().name());
  }

  /** Of two files of such a name one is a photo, and one can't be read: hidden they are, too. */
  @Test
  void whatAMacLeavesBesideFilesIsPassedOver() throws IOException {
    byte[] labels = {0, 5, 0x16, 7, 0, 2, 0, 0, 'M', 'a', 'c'};
    for (String name : List.of("._a.jpg", "b/._c.JPG", "._notes.txt")) {
      Files.write(folder.resolve(name), labels);
    }
    Files.copy(PHOTO, folder.resolve("._photo.jpg"));
    Files.createSymbolicLink(folder.resolve("._gone.jpg"), Path.of("nowhere"));
    assertEquals(List.of("/[x].jpg", "/a.jpg", "/b.jpg", "/é.webp"), find(false, ""));
    assertEquals(List.of("/b/c.JPG"), find(false, "/b/*.JPG"));
    assertEquals(List.of("/._gone.jpg", "/._photo.jpg"), find(false, "/._*"));
    assertEquals(List.of("/._a.jpg"), find(false, "/._a.jpg")); // by its name: reading it tells
  }

  @Test
  void emptyFolderIsAnInputThatFails() throws IOException {
    Files.createDirectory(folder.resolve("empty.jpg"));
    assertEquals(4, find(false, "").size()); // as part of another folder it is none
    assertFails(
        "the folder holds no images", search(false).find(List.of(folder + "/empty.jpg"), none()));
  }

  @Test
  void listNamesFilesFoldersAndNothingElse() throws IOException {
    String list =
        "\uFEFF%1$s/a.jpg\r\n\r\n%1$s/b\n%1$s/*.jpg\n@x\n-\n ends with a blank \n"
            .formatted(folder);
    Path file = Files.writeString(folder.resolve("list.txt"), list);
    List<String> expected =
        List.of(
            folder + "/a.jpg",
            folder + "/b/c.JPG",
            folder + "/*.jpg",
            "@x",
            "-",
            " ends with a blank ");
    assertEquals(expected, names(search(false).find(List.of("@" + file), none())));
    assertEquals(expected, names(search(false).find(List.of("-"), text(list))));
    assertFails("no such file", search(false).find(List.of("@" + folder + "/none"), none()));
  }

  @Test
  void imageFromAStreamIsRead() throws IOException {
    try (InputStream in = Files.newInputStream(PHOTO)) {
      List<ImageInput> found = search(false).read("stdin", in);
      assertEquals(List.of("stdin"), names(found));
      assertEquals(451, found.get(0).image().width());
      assertEquals("stdin", found.get(0).image().file());
    }
    assertFails("the file is empty", search(false).read("stdin", none()));
    ImageSearch small = new ImageSearch(new ImageReader(new ImageLimits(1, 3)), false);
    assertFails("too large a file: at most 3 bytes are read", small.read("stdin", text("four")));
  }

  private static ImageSearch search(boolean recursive) {
    return new ImageSearch(new ImageReader(), recursive);
  }

  /** The names found, without that of the folder. */
  private List<String> find(boolean recursive, String argument) {
    return names(search(recursive).find(List.of(folder + argument), none())).stream()
        .map(name -> name.substring(folder.toString().length()))
        .toList();
  }

  private static List<String> names(List<ImageInput> images) {
    return images.stream().map(ImageInput::name).toList();
  }

  private static void assertFails(String reason, List<ImageInput> inputs) {
    assertEquals(1, inputs.size(), inputs.toString());
    SppdetException e =
        assertThrows(SppdetException.class, () -> inputs.get(0).image(), inputs.toString());
    assertEquals(inputs.get(0).name(), e.subject());
    assertTrue(e.reason().startsWith(reason), e.reason());
  }

  private static InputStream none() {
    return text("");
  }

  private static InputStream text(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
