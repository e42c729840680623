package io.sppdet.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sppdet.output.FileNames.Style;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileNamesTest {
  @TempDir Path folder;

  @Test
  void oneFolderIsThatFolder() {
    assertEquals(folder, FileNames.folderOf(List.of(folder)));
    assertEquals(folder, FileNames.folderOf(List.of(folder.resolve("a/.."))));
  }

  @Test
  void severalHaveTheDeepestThatHoldsThemAll() throws IOException {
    Path a = Files.createDirectories(folder.resolve("x/a"));
    Path b = Files.createDirectories(folder.resolve("x/b"));
    assertEquals(a, FileNames.folderOf(List.of(a.resolve("1.jpg"), a.resolve("2.jpg"))));
    assertEquals(folder.resolve("x"), FileNames.folderOf(List.of(a, b)));
    assertEquals(folder, FileNames.folderOf(List.of(a, folder.resolve("1.jpg"))));
    assertEquals(a, FileNames.folderOf(List.of(a, a.resolve("1.jpg"))));
    assertEquals(Path.of("/"), FileNames.folderOf(List.of(a, Path.of("/nowhere/1.jpg"))));
    assertEquals(Path.of("").toAbsolutePath(), FileNames.folderOf(List.of()));
  }

  @Test
  void eachStyleCallsAnImageItsWay() {
    String given = folder + "/./sub/../a b.zip/1.tif#2";
    assertEquals(given, new FileNames(Style.GIVEN, folder).of(given));
    assertEquals("a b.zip/1.tif#2", new FileNames(Style.RELATIVE, folder).of(given));
    assertEquals(folder + "/a b.zip/1.tif#2", new FileNames(Style.ABSOLUTE, folder).of(given));
    assertEquals("/else/1.jpg", new FileNames(Style.RELATIVE, folder).of("/else/1.jpg"));
    String noPath = "a\0b";
    assertEquals(noPath, new FileNames(Style.RELATIVE, folder).of(noPath));
  }
}
