package io.sppdet.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ThumbnailTest {
  private static BufferedImage decode(Thumbnail thumbnail) throws IOException {
    String prefix = "data:image/jpeg;base64,";
    assertTrue(thumbnail.src().startsWith(prefix));
    byte[] jpeg = Base64.getDecoder().decode(thumbnail.src().substring(prefix.length()));
    return ImageIO.read(new ByteArrayInputStream(jpeg)); // another decoder than ours
  }

  /** Red inside the box, blue outside. */
  private static Image photo(int width, int height, Box box) {
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        boolean inside = x >= box.x1() && x < box.x2() && y >= box.y1() && y < box.y2();
        rgb[3 * (y * width + x) + (inside ? 0 : 2)] = (byte) 255;
      }
    }
    return new Image("photo", width, height, rgb);
  }

  @Test
  void theBoxIsWhereThePartSaysItIs() throws IOException {
    Box box = new Box(400, 100, 600, 200);
    Thumbnail thumbnail = Thumbnail.around(box, photo(1000, 500, box));
    assertEquals(new Box(300, 0, 700, 300), thumbnail.part());
    BufferedImage picture = decode(thumbnail);
    assertEquals(320, picture.getWidth());
    assertEquals(240, picture.getHeight());
    double ratio = 320.0 / 400;
    int[] xs = {380, 420, 580, 620};
    for (int x : xs) {
      Color colour =
          new Color(picture.getRGB((int) ((x - 300) * ratio), (int) ((150 - 0) * ratio)));
      boolean inside = x > 400 && x < 600;
      assertEquals(inside ? 255 : 0, colour.getRed(), 25, "x = " + x);
      assertEquals(inside ? 0 : 255, colour.getBlue(), 25, "x = " + x);
    }
  }

  @Test
  void smallBoxesKeepTheirPixels() throws IOException {
    Thumbnail thumbnail =
        Thumbnail.around(new Box(50, 50, 60, 60), photo(200, 200, new Box(0, 0, 1, 1)));
    assertEquals(new Box(0, 0, 115, 115), thumbnail.part());
    assertEquals(115, decode(thumbnail).getWidth());
  }

  @Property(tries = 60)
  void anyBoxGivesAPictureOfAtMost320Pixels(
      @ForAll @IntRange(min = 1, max = 700) int width,
      @ForAll @IntRange(min = 1, max = 700) int height,
      @ForAll @IntRange(min = -100, max = 900) int x,
      @ForAll @IntRange(min = -100, max = 900) int y,
      @ForAll @IntRange(min = 1, max = 900) int side)
      throws IOException {
    Box box = new Box(x, y, x + side, y + side); // also beside the photo
    Thumbnail thumbnail = Thumbnail.around(box, photo(width, height, box));
    Box part = thumbnail.part();
    assertEquals(part.clip(width, height), part);
    BufferedImage picture = decode(thumbnail);
    assertTrue(Math.max(picture.getWidth(), picture.getHeight()) <= Thumbnail.MAX_SIDE);
  }
}
