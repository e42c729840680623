package io.sppdet.input;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sppdet.error.SppdetException.Remedy;
import io.sppdet.image.ImageReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PassedOverTest {
  @TempDir Path folder;

  /** As the command line has it. */
  static String words(Remedy remedy) {
    return (remedy.setting().equals("recursive") ? "-r" : "--" + remedy.setting())
        + " "
        + remedy.effect();
  }

  private List<String> lines(boolean recursive) {
    PassedOver passedOver = new PassedOver();
    new ImageSearch(new ImageReader(), recursive, passedOver)
        .find(List.of(folder.toString()), InputStream.nullInputStream());
    return passedOver.lines(PassedOverTest::words);
  }

  @Test
  void kindsAndFoldersAreCounted() throws IOException {
    assertEquals(List.of(), lines(false));
    for (int i = 0; i < 9; i++) {
      Files.createFile(folder.resolve("IMG_" + i + (i % 2 == 0 ? ".DNG" : ".dng")));
    }
    Path below = Files.createDirectories(folder.resolve("DCIM/100"));
    for (String name : List.of("a.cr2", "b.CR2", "c.cr2", "c.jpg", "README", ".hidden")) {
      Files.createFile(below.resolve(name));
    }
    Files.createDirectory(folder.resolve(".thumbnails"));
    assertEquals(
        List.of(
            "9 files of kinds sppdet does not read: 9 .dng",
            "1 subfolder not entered; -r enters them"),
        lines(false));
    assertEquals(
        List.of("13 files of kinds sppdet does not read: 9 .dng, 3 .cr2, 1 without an ending"),
        lines(true));
  }

  /** As Android keeps what was deleted; what a Mac leaves beside a file is no photo at all. */
  @Test
  void hiddenImagesAreCountedAndTakenByName() throws IOException {
    Files.createFile(folder.resolve("a.jpg"));
    Path trashed = Files.createFile(folder.resolve(".trashed-1764201600-IMG_1.jpg"));
    Files.createFile(folder.resolve(".trashed-1764201600-IMG_2.HEIC"));
    Files.write(folder.resolve("._a.jpg"), new byte[] {0, 5, 0x16, 7});
    Path link = Files.createSymbolicLink(folder.resolve("b.jpg"), trashed);
    assertEquals(List.of("2 hidden images not looked at; the first is " + trashed), lines(true));
    ImageSearch search = new ImageSearch(new ImageReader(), true);
    assertEquals(
        List.of(folder.resolve("a.jpg").toString(), link.toString()), names(search, folder));
    assertEquals(List.of(trashed.toString()), names(search, trashed));
    assertEquals(1, names(search, folder.resolve(".tr*1.jpg")).size());
    assertEquals(1, names(search, folder.resolve("a*")).size());
    assertEquals(2, names(search, folder.resolve("*.jpg")).size());
  }

  @Test
  void linksAndWhatIsNamedAgainAreCounted() throws IOException {
    Path photo = Files.createFile(folder.resolve("a.jpg"));
    Path link = Files.createSymbolicLink(folder.resolve("b.jpg"), Path.of("a.jpg"));
    assertEquals(List.of("1 link to a photo of the same folder not followed"), lines(true));
    Files.createSymbolicLink(folder.resolve("c.jpg"), link);
    assertEquals(List.of("2 links to photos of the same folder not followed"), lines(false));

    Path other = folder.resolve("./a.jpg");
    PassedOver passedOver = new PassedOver();
    ImageSearch search = new ImageSearch(new ImageReader(), false, passedOver);
    InputStream none = InputStream.nullInputStream();
    String missing = folder.resolve("d.jpg").toString();
    assertEquals(
        4, search.find(List.of(photo.toString(), other.toString(), missing, missing), none).size());
    String told = " named again, by the same name, another or a link, and count";
    assertEquals(
        List.of("1 file was" + told + "s again; the first is " + other),
        passedOver.lines(PassedOverTest::words));
    assertEquals(1, search.find(List.of(link.toString()), none).size());
    assertEquals(2, search.find(List.of(link.toString(), photo.toString()), none).size());
    assertEquals(
        List.of("2 files were" + told + " again; the first is " + other),
        passedOver.lines(PassedOverTest::words));
  }

  @Test
  void hiddenFoldersAreEnteredWhereTheyAreNamed() throws IOException {
    Path hidden = Files.createDirectory(folder.resolve(".trash"));
    Files.createFile(hidden.resolve("a.jpg"));
    ImageSearch search = new ImageSearch(new ImageReader(), true);
    assertEquals(
        List.of(folder.toString()), names(search, folder)); // as the one that holds no images
    assertEquals(List.of(hidden.resolve("a.jpg").toString()), names(search, hidden));
  }

  private static List<String> names(ImageSearch search, Path named) {
    return search.find(List.of(named.toString()), InputStream.nullInputStream()).stream()
        .map(ImageInput::name)
        .toList();
  }
}
