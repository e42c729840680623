package io.sppdet.dataset;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Writes the files of a small data set, and the folders they lie in. */
record SmallDataset(Path folder) {
  /** A grey picture of 128×80 pixels, a PNG whatever its name. */
  void photo(String name) throws IOException {
    ImageIO.write(
        new BufferedImage(128, 80, BufferedImage.TYPE_BYTE_GRAY), "png", place(name).toFile());
  }

  Path write(String name, String text) throws IOException {
    return Files.writeString(place(name), text);
  }

  private Path place(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return file;
  }
}
