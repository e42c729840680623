package io.sppdet.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Remedy;
import io.sppdet.image.ImageReader;
import io.sppdet.input.ImageInput;
import io.sppdet.input.ImageSearch;
import io.sppdet.input.PassedOver;
import io.sppdet.output.FileNames.Style;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same files as one machine finds; elsewhere is Hadoop's {@code viewfs} of the same folder. */
class ClusterSearchTest {
  private static final String ELSEWHERE = "viewfs://test/photos";

  @TempDir Path folder;

  private final Configuration conf = new Configuration();

  @BeforeEach
  void fill() throws IOException {
    Files.createDirectories(folder.resolve("b/d e"));
    for (String name :
        List.of(
            "a.jpg",
            "b/c.JPG",
            "b/d e/f.png",
            "b.jpg",
            "[x].jpg",
            "é.webp",
            "B.jpg",
            "𝒙.gif",
            "._b.jpg",
            "raw.CR2",
            "film.mp4",
            ".hidden")) {
      Files.createFile(folder.resolve(name));
    }
    Files.write(folder.resolve("._a.jpg"), new byte[] {0, 5, 0x16, 7, 0, 2}); // a Mac's
    Files.createDirectories(folder.resolve(".thumbnails"));
    Files.createFile(folder.resolve(".thumbnails/a.jpg"));
    Files.writeString(folder.resolve("notes.txt"), "no image");
    Files.createDirectories(folder.resolve("empty"));
    conf.setBoolean("fs.viewfs.impl.disable.cache", true); // each test has a folder of its own
    conf.set("fs.viewfs.mounttable.test.link./photos", folder.toUri().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/a.jpg",
        "/b",
        "/*.jpg",
        "/?.jpg",
        "/[ab].jpg",
        "/*/*.JPG",
        "/b/**.png",
        "/**/*.{JPG,png}",
        "/**/?.jpg",
        "/é.*",
        "/*.bmp",
        "/[",
        "/empty",
        "/.thumbnails",
        "/.*/*.jpg"
      })
  void findsWhatOneMachineFinds(String argument) throws IOException {
    for (boolean recursive : List.of(false, true)) {
      List<String> expected = onOneMachine(recursive, argument);
      assertEquals(expected, names(find(recursive, folder + argument), folder.toString()));
      assertEquals(expected, names(find(recursive, ELSEWHERE + argument), ELSEWHERE));
    }
  }

  @Test
  void tellsWhatIsPassedOver() throws IOException {
    for (boolean recursive : List.of(false, true)) {
      List<String> expected = List.of("2 files of kinds sppdet does not read: 1 .cr2, 1 .txt");
      for (String root : List.of(folder.toString(), ELSEWHERE)) {
        List<String> lines = passedOver(recursive, root);
        assertEquals(expected, lines.subList(0, 1));
        assertEquals(
            "1 hidden image not looked at; the first is " + root + "/._b.jpg", lines.get(1));
        assertEquals("1 video not looked into; videos", lines.get(2));
        assertEquals(
            recursive ? List.of() : List.of("2 subfolders not entered; recursive"),
            lines.subList(3, lines.size()));
      }
    }
  }

  /** By another name on a disk, too; elsewhere there are no links. */
  @Test
  void tellsWhatIsNamedAgain() throws IOException {
    Path list = folder.resolve("list.txt");
    Files.writeString(list, "%s/b.jpg\n%1$s/b.jpg\n%2$s/a.jpg\n".formatted(ELSEWHERE, folder));
    String told = " named again, by the same name, another or a link, and count";
    assertEquals(
        List.of("1 file was" + told + "s again; the first is " + ELSEWHERE + "/b.jpg"),
        passedOver(false, "@" + list));
    assertEquals(
        List.of("2 files were" + told + " again; the first is " + folder + "/./a.jpg"),
        passedOver(false, folder + "/a.jpg", folder + "/./a.jpg", folder + "/b/../a.jpg"));
    assertEquals(
        List.of("1 file was" + told + "s again; the first is " + ELSEWHERE + "/b/d e/f.png"),
        passedOver(false, ELSEWHERE + "/b/d e", ELSEWHERE + "/b/*/*.png"));
    assertEquals(List.of(), passedOver(false, folder + "/none.jpg", folder + "/none.jpg"));
  }

  /** As S3 has them, and no viewfs. */
  @Test
  void namesMayHoldColons() throws IOException {
    for (String name : List.of("c/10:00.jpg", "c/10:01/x:y.jpg")) {
      Files.createDirectories(folder.resolve(name).getParent());
      Files.createFile(folder.resolve(name));
    }
    RawLocalFileSystem disk = new RawLocalFileSystem();
    disk.initialize(URI.create("file:///"), conf);
    List<Row> rows = new ArrayList<>();
    new RemoteWalk(disk, false, file -> true, new PassedOver(), "", rows::add)
        .visit(new org.apache.hadoop.fs.Path(folder.resolve("c").toUri()), "c", 2);
    assertEquals(
        List.of(
            Row.file("c/10:00.jpg", "file:" + folder + "/c/10:00.jpg"),
            Row.file("c/10:01/x:y.jpg", "file:" + folder + "/c/10:01/x:y.jpg")),
        rows);
  }

  @Test
  void whatIsMissingIsARowWithAnError() throws IOException {
    Row missing = find(false, ELSEWHERE + "/none.jpg").get(0);
    assertEquals(ELSEWHERE + "/none.jpg: no such file", missing.error().getMessage());
    Row listed = find(false, "@" + ELSEWHERE + "/none.txt").get(0);
    assertEquals("@" + ELSEWHERE + "/none.txt: no such file", listed.error().getMessage());
    assertThrows(SppdetException.class, () -> find(false, "-"));
  }

  /** Whose lines are not asked for one by one, which takes days elsewhere. */
  @Test
  void lineOfAListIsAFile() throws IOException {
    Path list = folder.resolve("list.txt");
    Files.writeString(
        list, ELSEWHERE + "/none.jpg\n" + folder + "/b\n" + ELSEWHERE + "/b/\nfile:///x.jpg\n");
    List<String> expected =
        List.of(ELSEWHERE + "/none.jpg", folder + "/b/c.JPG", ELSEWHERE + "/b/c.JPG", "/x.jpg");
    for (String argument : List.of("@" + list, "@" + ELSEWHERE + "/list.txt")) {
      List<Row> rows = find(false, argument);
      assertEquals(expected, rows.stream().map(Row::name).toList());
      assertTrue(rows.stream().allMatch(row -> row.error() == null));
    }
  }

  @Test
  void namesAreRelativeToTheFolderThatHoldsAll() throws IOException {
    for (String root : List.of(folder.toString(), ELSEWHERE)) {
      ClusterSearch search = new ClusterSearch(conf, true, new PassedOver());
      List<Row> rows = new ArrayList<>();
      search.find(List.of(root), rows::add);
      assertTrue(search.isOneFolder());
      PhotoNames relative = new PhotoNames(Style.RELATIVE, search.folder());
      PhotoNames absolute = new PhotoNames(Style.ABSOLUTE, search.folder());
      Row deep = rows.stream().filter(row -> row.name().endsWith("f.png")).findFirst().get();
      assertEquals("b/d e/f.png", relative.of(deep));
      assertEquals(root + "/b/d e/f.png", absolute.of(deep));
    }
    ClusterSearch two = new ClusterSearch(conf, false, new PassedOver());
    List<Row> rows = new ArrayList<>();
    two.find(List.of(folder + "/b/*.JPG", folder + "/a.jpg"), rows::add);
    assertFalse(two.isOneFolder());
    assertEquals("b/c.JPG", new PhotoNames(Style.RELATIVE, two.folder()).of(rows.get(0)));
  }

  @Test
  void rowsComeBackFromTheirLines() throws IOException {
    for (Row row : find(true, folder.toString(), folder + "/*.bmp")) {
      assertEquals(row, Row.of(row.line()));
    }
  }

  private List<Row> find(boolean recursive, String... arguments) throws IOException {
    List<Row> rows = new ArrayList<>();
    new ClusterSearch(conf, recursive, new PassedOver()).find(List.of(arguments), rows::add);
    return rows;
  }

  private List<String> passedOver(boolean recursive, String... arguments) throws IOException {
    PassedOver passedOver = new PassedOver();
    new ClusterSearch(conf, recursive, passedOver).find(List.of(arguments), row -> {});
    return passedOver.lines(Remedy::setting);
  }

  private static List<String> names(List<Row> rows, String root) {
    return rows.stream()
        .map(row -> line(row.name(), root, row.error() == null ? "" : row.reason()))
        .toList();
  }

  private List<String> onOneMachine(boolean recursive, String argument) {
    List<String> found = new ArrayList<>();
    new ImageSearch(new ImageReader(), recursive)
        .files(List.of(folder + argument), InputStream.nullInputStream())
        .forEachRemaining(
            file ->
                found.add(
                    line(
                        file.name(),
                        folder.toString(),
                        file.error() == null ? "" : file.error().reason())));
    return found;
  }

  private static String line(String name, String root, String reason) {
    return name.substring(root.length()).replaceFirst("/$", "") + " " + reason;
  }

  @Test
  void fileOfAnotherFileSystemIsReadAsOneOnDisk() throws IOException {
    Files.copy(Path.of("samples/chelsea.jpg"), folder.resolve("cat.jpg"));
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(ELSEWHERE + "/cat.jpg");
    ImageInput input =
        ImageInput.of(
            "cat",
            () -> {
              try (InputStream in = path.getFileSystem(conf).open(path)) {
                return in.readAllBytes();
              }
            },
            new ImageReader());
    assertEquals(451, input.image().width());
  }
}
