package io.sppdet.image;

import java.nio.BufferUnderflowException;
import java.util.Arrays;
import java.util.OptionalInt;

/** EXIF blocks: a TIFF without pixels, in JPEG and sometimes elsewhere behind a name. */
final class Exif {
  private static final byte[] NAME = {'E', 'x', 'i', 'f', 0, 0};

  private Exif() {}

  /** Whether a block with its name begins here and ends before {@code end}. */
  static boolean isAt(byte[] file, int start, int end) {
    return end <= file.length
        && end - start > NAME.length
        && Arrays.equals(file, start, start + NAME.length, NAME, 0, NAME.length);
  }

  /** A block, with or without its name before it, as the TIFF that it is. */
  static byte[] block(byte[] file, int start, int end) {
    return Arrays.copyOfRange(file, isAt(file, start, end) ? start + NAME.length : start, end);
  }

  /** The orientation, 1 to 8, that a block tells; a broken block says nothing. */
  static OptionalInt orientation(byte[] block) {
    if (ImageFormat.of(block).orElse(null) != ImageFormat.TIFF) {
      return OptionalInt.empty();
    }
    try {
      return new TiffDirectory(block).orientation();
    } catch (BufferUnderflowException e) {
      return OptionalInt.empty();
    }
  }
}
