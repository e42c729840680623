package io.sppdet.input;

import static org.junit.jupiter.api.Assertions.assertEquals;

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

  private List<String> lines(boolean recursive) {
    PassedOver passedOver = new PassedOver();
    new ImageSearch(new ImageReader(), recursive, passedOver)
        .find(List.of(folder.toString()), InputStream.nullInputStream());
    return passedOver.lines();
  }

  @Test
  void kindsAndFoldersAreCounted() throws IOException {
    assertEquals(List.of(), lines(false));
    for (int i = 0; i < 9; i++) {
      Files.createFile(folder.resolve("IMG_" + i + (i % 2 == 0 ? ".HEIC" : ".heic")));
    }
    Path below = Files.createDirectories(folder.resolve("DCIM/100"));
    for (String name : List.of("a.cr2", "b.CR2", "c.cr2", "c.jpg", "README", ".hidden")) {
      Files.createFile(below.resolve(name));
    }
    Files.createDirectory(folder.resolve(".thumbnails"));
    String convert =
        "ImageMagick makes JPEGs of HEIC, beside it: magick mogrify -format jpg *.heic";
    assertEquals(
        List.of(
            "9 files of kinds sppdet does not read: 9 .heic",
            convert,
            "1 subfolder not entered; -r enters them"),
        lines(false));
    assertEquals(
        List.of(
            "13 files of kinds sppdet does not read: 9 .heic, 3 .cr2, 1 without an ending",
            convert),
        lines(true));
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
