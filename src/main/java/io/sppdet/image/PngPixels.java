package io.sppdet.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The packed pixels of a PNG file whose chunks are sound: whether they can be unpacked and are all
 * there. libpng fills up what is missing, and prints on stderr what is wrong.
 */
final class PngPixels {
  private static final int SIGNATURE_BYTES = 8;

  private static final int[] SAMPLES_BY_COLOUR_TYPE = {1, 0, 3, 1, 2, 0, 4};

  private final Inflater inflater = new Inflater();
  private final byte[] unpacked = new byte[1 << 16];
  private long expected;
  private long found;

  private PngPixels() {}

  /**
   * Unpacks the pixels, keeping none.
   *
   * @param png with the chunks IHDR, IDAT and IEND, none cut short
   */
  static boolean areWhole(byte[] png) {
    PngPixels pixels = new PngPixels();
    try {
      return pixels.walk(ByteBuffer.wrap(png).position(SIGNATURE_BYTES));
    } catch (DataFormatException e) {
      return false;
    } finally {
      pixels.inflater.end();
    }
  }

  private boolean walk(ByteBuffer in) throws DataFormatException {
    byte[] type = new byte[4];
    while (in.hasRemaining()) {
      int length = in.getInt();
      in.get(type);
      ByteBuffer data = in.slice(in.position(), length);
      in.position(in.position() + length + 4); // the checksum is checked already
      switch (new String(type, StandardCharsets.ISO_8859_1)) {
        case "IHDR" -> expected = length == 13 ? bytes(data) : Long.MAX_VALUE;
        case "IDAT" -> unpack(data);
        default -> {}
      }
    }
    return found >= expected;
  }

  private void unpack(ByteBuffer data) throws DataFormatException {
    inflater.setInput(data);
    while (found < expected && !inflater.needsInput() && !inflater.finished()) {
      found += inflater.inflate(unpacked);
      if (inflater.needsDictionary()) {
        throw new DataFormatException("a dictionary, which PNG has none of");
      }
    }
  }

  /**
   * What the pixels take at least: rows of whole bytes, each, unless interlaced, behind a filter.
   */
  private static long bytes(ByteBuffer header) {
    long width = Integer.toUnsignedLong(header.getInt());
    long height = Integer.toUnsignedLong(header.getInt());
    int bits = header.get();
    int colour = header.get();
    boolean interlaced = header.get(12) != 0;
    if (colour < 0 || colour >= SAMPLES_BY_COLOUR_TYPE.length) {
      return Long.MAX_VALUE;
    }
    long pixel = (long) bits * SAMPLES_BY_COLOUR_TYPE[colour];
    return interlaced
        ? width * height * pixel / Byte.SIZE
        : height * (1 + (width * pixel + Byte.SIZE - 1) / Byte.SIZE);
  }
}
