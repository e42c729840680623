package io.sppdet.image;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Image files made in memory. */
final class TestImages {
  static final int WIDTH = 48;
  static final int HEIGHT = 32;
  static final int RED = 0xFF0000;
  static final int GREEN = 0x00FF00;
  static final int BLUE = 0x0000FF;
  static final int WHITE = 0xFFFFFF;

  private TestImages() {}

  /** Red and green above, blue and white below. */
  static BufferedImage quadrants(int type) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, type);
    Graphics2D graphics = image.createGraphics();
    int[] colours = {RED, GREEN, BLUE, WHITE};
    for (int i = 0; i < 4; i++) {
      graphics.setColor(new Color(colours[i]));
      graphics.fillRect(i % 2 * WIDTH / 2, i / 2 * HEIGHT / 2, WIDTH / 2, HEIGHT / 2);
    }
    graphics.dispose();
    return image;
  }

  static byte[] quadrants(String format) {
    return encode(quadrants(BufferedImage.TYPE_INT_RGB), format);
  }

  static byte[] encode(BufferedImage image, String format) {
    return encode(image, format, false);
  }

  static byte[] progressiveJpeg() {
    return encode(quadrants(BufferedImage.TYPE_INT_RGB), "jpg", true);
  }

  private static byte[] encode(BufferedImage image, String format, boolean progressive) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      if (format.equals("jpg")) {
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionQuality(0.95f);
      }
      if (progressive) {
        param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      }
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), param);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** A file that was read wrongly once. */
  static byte[] odd(String name) {
    try (var resource = TestImages.class.getResourceAsStream("cases/" + name)) {
      return resource.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Image read(byte[] file) {
    return new ImageReader().read(new EncodedImage("image", file));
  }

  /** An EXIF block that holds nothing but the orientation. */
  static byte[] exif(int orientation) {
    ByteBuffer tiff = ByteBuffer.allocate(26); // big-endian, as "MM" says
    tiff.put("MM".getBytes(StandardCharsets.US_ASCII)).putShort((short) 42).putInt(8);
    tiff.putShort((short) 1).putShort((short) 274).putShort((short) 3).putInt(1);
    tiff.putShort((short) orientation).putShort((short) 0).putInt(0);
    return tiff.array();
  }

  /** An uncompressed TIFF with an orientation, which Java's own writer leaves out. */
  static byte[] tiff(BufferedImage image, int orientation) {
    int samples = image.getColorModel().hasAlpha() ? 4 : 3;
    int count = image.getWidth() * image.getHeight() * samples;
    int[][] entries = { // tag, value
      {256, image.getWidth()}, {257, image.getHeight()}, {258, 8}, {259, 1}, {262, 2},
      {273, 8}, {274, orientation}, {277, samples}, {278, image.getHeight()}, {279, count},
      {338, 2} // the fourth sample is alpha
    };
    int used = samples == 4 ? entries.length : entries.length - 1;
    ByteBuffer tiff = ByteBuffer.allocate(8 + count + 2 + 12 * used + 4 + 2 * samples);
    int end = tiff.limit() - 2 * samples;
    tiff.put("MM".getBytes(StandardCharsets.US_ASCII)).putShort((short) 42).putInt(8 + count);
    for (int i = 0; i < count / samples; i++) {
      int argb = image.getRGB(i % image.getWidth(), i / image.getWidth());
      tiff.put((byte) (argb >> 16)).put((byte) (argb >> 8)).put((byte) argb);
      if (samples == 4) {
        tiff.put((byte) (argb >> 24));
      }
    }
    tiff.putShort((short) used);
    for (int i = 0; i < used; i++) {
      boolean bits = entries[i][0] == 258; // one number a sample, at the end of the file
      tiff.putShort((short) entries[i][0]).putShort((short) (bits ? 3 : 4));
      tiff.putInt(bits ? samples : 1).putInt(bits ? end : entries[i][1]);
    }
    tiff.putInt(0);
    for (int i = 0; i < samples; i++) {
      tiff.putShort((short) 8);
    }
    return tiff.array();
  }

  /** The JPEG with a segment put behind its first marker. */
  static byte[] withSegment(byte[] jpeg, int marker, byte[]... payload) {
    byte[] data = concat(payload);
    ByteBuffer head = ByteBuffer.allocate(4);
    head.put((byte) 0xFF).put((byte) marker).putShort((short) (data.length + 2));
    return insert(jpeg, 2, concat(head.array(), data));
  }

  static byte[] withExif(byte[] jpeg, int orientation) {
    byte[] head = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
    return withSegment(jpeg, 0xE1, head, exif(orientation));
  }

  /** The PNG with a chunk put behind its header. */
  static byte[] withChunk(byte[] png, String type, byte[] data) {
    byte[] body = concat(type.getBytes(StandardCharsets.US_ASCII), data);
    CRC32 crc = new CRC32();
    crc.update(body);
    ByteBuffer chunk = ByteBuffer.allocate(body.length + 8);
    chunk.putInt(data.length).put(body).putInt((int) crc.getValue());
    return insert(png, 33, chunk.array());
  }

  static byte[] insert(byte[] bytes, int at, byte[] more) {
    return ByteBuffer.allocate(bytes.length + more.length)
        .put(bytes, 0, at)
        .put(more)
        .put(bytes, at, bytes.length - at)
        .array();
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** The colour of a pixel as 0xRRGGBB. */
  static int pixel(Image image, int x, int y) {
    int at = 3 * (y * image.width() + x);
    byte[] rgb = image.rgb();
    return (rgb[at] & 255) << 16 | (rgb[at + 1] & 255) << 8 | (rgb[at + 2] & 255);
  }
}
