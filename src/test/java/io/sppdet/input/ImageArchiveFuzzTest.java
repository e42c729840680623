package io.sppdet.input;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sppdet.image.ImageReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Any bytes are a zip archive: of images, or of one that fails. Those named .tif are unpacked. */
class ImageArchiveFuzzTest {
  @TempDir static Path folder;

  @FuzzTest
  void archive(byte[] bytes) throws IOException {
    Path zip = Files.write(folder.resolve("x.zip"), bytes);
    List<ImageInput> images = new ImageArchive(zip).images(new ImageReader(), new PassedOver());
    assertFalse(images.isEmpty());
    images.forEach(image -> assertTrue(image.name().startsWith(zip.toString()), image.name()));
  }
}
