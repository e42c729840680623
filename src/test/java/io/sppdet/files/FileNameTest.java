package io.sppdet.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileNameTest {
  @ParameterizedTest
  @CsvSource({
    "photo.jpg,photo,.jpg",
    "a.b.tar.gz,a.b.tar,.gz",
    "photo,photo,''",
    "photo.,photo,.",
    ".hidden,.hidden,''",
    ".hidden.png,.hidden,.png",
    "'','',''",
  })
  void isAStemAndAnExtension(String name, String stem, String extension) {
    assertEquals(new FileName(stem, extension), FileName.of(name));
  }

  /**
   * Whatever counts as the same name there; the long s is above all ASCII in any order of bytes.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void pathsAreInTheSameOrderOnEachSystem(boolean windows) throws IOException {
    Configuration system = windows ? Configuration.windows() : Configuration.unix();
    try (FileSystem files = Jimfs.newFileSystem(system)) {
      List<String> names = List.of("B.jpg", "[x].jpg", "a b.jpg", "a/c.jpg", "a0.jpg", "ſ.jpg");
      List<Path> paths = new ArrayList<>(names.stream().map(files::getPath).toList());
      Collections.reverse(paths);
      paths.sort(FileName.ORDER);
      assertEquals(names.stream().map(files::getPath).toList(), paths);
    }
  }
}
