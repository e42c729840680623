package io.sppdet.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}
