package io.sppdet.input;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.sppdet.image.ImageReader;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Paths of Windows, on a file system with its rules. */
class WindowsPathsTest {
  private final FileSystem windows = Jimfs.newFileSystem(Configuration.windows());

  @BeforeEach
  void fill() throws IOException {
    for (String name : List.of("a.jpg", "B.JPG", "sub/鳥.png", "sub/deep/c.jpg", "notes.txt")) {
      Path file = windows.getPath("C:\\photos").resolve(name);
      Files.createDirectories(file.getParent());
      Files.createFile(file);
    }
  }

  @AfterEach
  void close() throws IOException {
    windows.close();
  }

  @Test
  void namesHaveSlashes() {
    Path drive = windows.getPath("C:\\photos\\sub\\鳥.png");
    assertEquals("C:/photos/sub/鳥.png", FoundFile.of(drive).name());
    assertEquals("C:/photos/sub/鳥.png", ImageInput.of(drive, new ImageReader()).name());
    Path server = windows.getPath("\\\\server\\share\\a.jpg");
    assertEquals("//server/share/a.jpg", FoundFile.name(server));
    assertEquals("..\\a.jpg".replace('\\', '/'), FoundFile.name(windows.getPath("..\\a.jpg")));
  }

  /** With either separator, and where case does not count. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "C:\\photos\\*.jpg | C:/photos/B.JPG C:/photos/a.jpg",
        "C:/photos/*.jpg | C:/photos/B.JPG C:/photos/a.jpg",
        "C:\\photos\\sub\\?.png | C:/photos/sub/鳥.png",
        "C:\\*\\A.jpg | C:/photos/a.jpg",
        "C:\\photos/**\\*.{jpg,png} | C:/photos/B.JPG C:/photos/a.jpg C:/photos/sub/deep/c.jpg"
            + " C:/photos/sub/鳥.png"
      })
  void patternsFindWhatTheyDoElsewhere(String text, String expected) {
    FilePattern pattern = new FilePattern(text, windows);
    Path folder = windows.getPath(pattern.folder());
    List<String> found = new ArrayList<>();
    Predicate<Path> wanted = file -> pattern.matches(folder.relativize(file));
    new FolderWalk(folder, pattern.depth(), false, wanted, new PassedOver(), "")
        .forEachRemaining(file -> found.add(file.name()));
    assertEquals(List.of(expected.split(" ", -1)), found.stream().sorted().toList());
  }

  @ParameterizedTest
  @CsvSource({
    "C:\\*.jpg, C:/",
    "\\\\server\\share\\*.jpg, //server/share",
    "photos\\*.jpg, photos",
    "*.jpg, ''",
    "\\*.jpg, /"
  })
  void theFolderOfAPatternIsWhole(String pattern, String folder) {
    assertEquals(folder, new FilePattern(pattern, windows).folder());
  }
}
