package io.sppdet.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * What tells pictures that sppdet wrote from anybody's photos: a comment at the start of a JPEG
 * (ITU-T T.81, B.2.4.5), the text {@code Software} of a PNG (PNG specification, 11.3.4.3).
 */
final class Signature {
  private static final String NAME = "sppdet";

  /** Behind the marker that begins a JPEG, and the segment of JFIF, which must be the first. */
  private static final int JPEG_PLACE = 20;

  /** Behind the PNG's own signature and its header. */
  private static final int PNG_PLACE = 33;

  private static final byte[] JPEG = jpegComment(NAME.getBytes(StandardCharsets.US_ASCII));
  private static final byte[] PNG = pngText("Software\0" + NAME);

  private Signature() {}

  /** The same picture, signed. */
  static byte[] on(byte[] encoded) {
    boolean png = ImageFormat.of(encoded).orElseThrow() == ImageFormat.PNG;
    int place = png ? PNG_PLACE : JPEG_PLACE;
    byte[] mark = png ? PNG : JPEG;
    return ByteBuffer.allocate(encoded.length + mark.length)
        .put(encoded, 0, place)
        .put(mark)
        .put(encoded, place, encoded.length - place)
        .array();
  }

  /** Whether a file is of somebody else's making; a link is none, nor is one without a byte. */
  static boolean isMissingOn(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    byte[] start = start(file);
    return start.length > 0 && !isIn(start);
  }

  private static byte[] start(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(PNG_PLACE + PNG.length);
    }
  }

  /** Whether an encoded image, or the start of one, is of sppdet's making. */
  static boolean isIn(byte[] start) {
    return stands(JPEG, start, JPEG_PLACE) || stands(PNG, start, PNG_PLACE);
  }

  private static boolean stands(byte[] mark, byte[] in, int place) {
    return in.length >= place + mark.length
        && Arrays.equals(in, place, place + mark.length, mark, 0, mark.length);
  }

  private static byte[] jpegComment(byte[] text) {
    return ByteBuffer.allocate(4 + text.length)
        .putShort((short) 0xFFFE)
        .putShort((short) (2 + text.length))
        .put(text)
        .array();
  }

  private static byte[] pngText(String text) {
    byte[] chunk = ("tEXt" + text).getBytes(StandardCharsets.ISO_8859_1);
    CRC32 sum = new CRC32();
    sum.update(chunk);
    return ByteBuffer.allocate(8 + chunk.length)
        .putInt(chunk.length - 4)
        .put(chunk)
        .putInt((int) sum.getValue())
        .array();
  }
}
