package io.sppdet.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageFormatTest {
  @ParameterizedTest
  @CsvSource({
    "a.jpg, true, false",
    "A.JPEG, true, false",
    "photos/a.b.TIF, true, true",
    ".hidden.tiff, true, true",
    "IMG_0001.HEIC, true, false",
    "a.hif, true, false",
    "a.avif, false, false",
    "jpg, false, false",
    "tif, false, false",
    ".jpg, false, false",
    "photos/.tif, false, false",
    "photos.jpg/a, false, false",
    "photos.d/jpg, false, false",
    "a., false, false",
    "a.tifx, false, false",
    "a.jpg.txt, false, false",
    "'', false, false",
    "., false, false",
    ".., false, false"
  })
  void nameEndsInAPointAndAnExtension(String name, boolean image, boolean tiff) {
    assertEquals(image, ImageFormat.isImageName(name));
    assertEquals(tiff, ImageFormat.isTiffName(name));
  }
}
