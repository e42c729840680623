package io.sppdet.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.SharedFiles;
import io.sppdet.image.Image;
import io.sppdet.image.ImageReader;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreviewTest {
  private static BufferedImage decode(byte[] jpeg) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(jpeg));
  }

  @ParameterizedTest
  @CsvSource({"100,100,100,100", "6000,4000,240,160", "4000,3,240,1", "3,4000,1,240", "1,1,1,1"})
  void neitherSideIsLongerThanItMayBe(int width, int height, int shownWidth, int shownHeight)
      throws IOException {
    BufferedImage preview = decode(Preview.jpeg(Results.image("a", width, height)));
    assertEquals(shownWidth, preview.getWidth());
    assertEquals(shownHeight, preview.getHeight());
  }

  /** 5,000 of them are a page of some 50 MB. */
  @Test
  void realPhotosAreSmallEnough() throws IOException {
    Path photos = SharedFiles.require("datasets/voc07/JPEGImages");
    List<Path> some;
    try (Stream<Path> files = Files.list(photos)) {
      some = files.sorted().limit(100).toList();
    }
    for (Path photo : some) {
      int bytes = Preview.jpeg(new ImageReader().read(photo)).length;
      assertTrue(bytes <= Preview.MAX_BYTES, photo + ": " + bytes);
    }
  }

  /** Nothing is smaller at the lowest quality than at the others. */
  @Test
  void noiseIsStillAPicture() throws IOException {
    byte[] noise = new byte[3 * 300 * 300];
    new Random(1).nextBytes(noise);
    byte[] jpeg = Preview.jpeg(new Image("noise", 300, 300, noise));
    assertEquals(240, decode(jpeg).getWidth());
    assertTrue(jpeg.length < 3 * Preview.MAX_BYTES, jpeg.length + " bytes");
  }
}
