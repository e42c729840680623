package io.sppdet.cli;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.imageio.ImageIO;

/** Images of rare kinds and shapes, and files that are none. */
public final class OddImages {
  private static final int WIDTH = 200;
  private static final int HEIGHT = 150;

  private OddImages() {}

  /** Writes images that can be detected in: the file of each and its size as {@code W×H}. */
  public static Map<Path, String> good(Path folder) throws IOException {
    BufferedImage photo = ImageIO.read(Sppdet.SAMPLES.resolve("dog.jpg").toFile());
    Map<Path, String> sizes = new LinkedHashMap<>();
    sizes.put(write(photo, 1, 1, BufferedImage.TYPE_INT_RGB, folder, "pixel.png"), "1×1");
    sizes.put(write(photo, 3, 4000, BufferedImage.TYPE_INT_RGB, folder, "tall.png"), "3×4000");
    sizes.put(write(photo, 4000, 3, BufferedImage.TYPE_INT_RGB, folder, "wide.jpg"), "4000×3");
    sizes.put(small(photo, BufferedImage.TYPE_BYTE_GRAY, folder, "grey.jpg"), "200×150");
    sizes.put(small(photo, BufferedImage.TYPE_USHORT_GRAY, folder, "16 bits.png"), "200×150");
    sizes.put(small(photo, BufferedImage.TYPE_INT_ARGB, folder, "transparent.png"), "200×150");
    sizes.put(small(photo, BufferedImage.TYPE_BYTE_BINARY, folder, "black-white.png"), "200×150");
    sizes.put(small(photo, BufferedImage.TYPE_BYTE_INDEXED, folder, "palette.gif"), "200×150");
    sizes.put(small(photo, BufferedImage.TYPE_INT_RGB, folder, "naïve 猫.bmp"), "200×150");
    sizes.put(small(photo, BufferedImage.TYPE_INT_RGB, folder, "LOUD.TIFF"), "200×150");
    Path cmyk = folder.resolve("cmyk.jpg");
    try (InputStream in = OddImages.class.getResourceAsStream("/io/sppdet/image/cmyk.jpg")) {
      Files.copy(in, cmyk);
    }
    sizes.put(cmyk, "48×32");
    return sizes;
  }

  private static Path small(BufferedImage photo, int type, Path folder, String name)
      throws IOException {
    return write(photo, WIDTH, HEIGHT, type, folder, name);
  }

  private static Path write(
      BufferedImage photo, int width, int height, int type, Path folder, String name)
      throws IOException {
    BufferedImage image = new BufferedImage(width, height, type);
    Graphics2D graphics = image.createGraphics();
    graphics.drawImage(photo, 0, 0, width, height, null);
    graphics.dispose();
    Path file = folder.resolve(name);
    String format = name.substring(name.lastIndexOf('.') + 1);
    if (!ImageIO.write(image, format, file.toFile())) {
      throw new IOException("no writer for " + name);
    }
    return file;
  }

  /** Writes files that can't be detected in: each with the code of its error. */
  public static Map<Path, String> bad(Path folder) throws IOException {
    Map<Path, String> codes = new LinkedHashMap<>();
    codes.put(folder.resolve("missing.jpg"), "image_missing");
    codes.put(folder.resolve("two\nlines.jpg"), "image_missing");
    codes.put(folder.resolve("red\u001B[31m.jpg"), "image_missing");
    codes.put(Files.writeString(folder.resolve("text.jpg"), "a photo\n"), "image_unreadable");
    codes.put(Files.createFile(folder.resolve("empty.jpg")), "image_unreadable");
    byte[] photo = Files.readAllBytes(Sppdet.SAMPLES.resolve("dog.jpg"));
    byte[] half = Arrays.copyOf(photo, photo.length / 2);
    codes.put(Files.write(folder.resolve("half.jpg"), half), "image_truncated");
    codes.put(Files.createDirectory(folder.resolve("folder.jpg")), "image_missing");
    return codes;
  }
}
