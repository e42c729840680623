package io.sppdet.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** TIFF: the first page's directory tells where each strip or tile lies, and what samples mean. */
final class TiffFile {
  static final int WHITE_IS_ZERO = 0;
  static final int BLACK_IS_ZERO = 1;
  static final int RGB = 2;
  private static final int SEPARATED = 5; // inks, of which there are mostly four
  private static final int YCBCR = 6;
  private static final int CIELAB = 8;
  private static final int SIGNED = 2;
  private static final int ASSOCIATED_ALPHA = 1;
  private static final int UNASSOCIATED_ALPHA = 2;

  private TiffFile() {}

  static void walk(ByteCursor in, FileStructure.Draft draft) {
    TiffDirectory directory = new TiffDirectory(in.bytes());
    draft.size(directory.first(TiffDirectory.WIDTH, 0), directory.first(TiffDirectory.HEIGHT, 0));
    draft.exif(in.bytes(), directory.orientation());
    int alphaAt = alphaAt(directory);
    Alpha alpha = alpha(directory, alphaAt);
    byte[] file = in.bytes();
    if (TiffRaster.reads(directory)) {
      draft.pixels(
          () -> {
            TiffBlocks.check(file, directory);
            return TiffRaster.ppm(file, directory, alpha, colours(directory) + alphaAt);
          });
    } else {
      draft.alpha(alphaAt == 0 ? alpha : Alpha.NONE);
      draft.pixels(
          () -> {
            if (directory.first(TiffDirectory.SAMPLE_FORMAT, 1) == SIGNED) {
              throw new IllegalArgumentException("OpenCV would take −1 for white");
            }
            TiffBlocks.check(file, directory);
            return asStored(file, directory);
          });
    }
    if (directory.isCut()) {
      draft.flaw(Flaw.truncated());
    }
    seekBlocks(
        in,
        directory.get(TiffDirectory.STRIP_OFFSETS),
        directory.get(TiffDirectory.STRIP_BYTE_COUNTS));
    seekBlocks(
        in,
        directory.get(TiffDirectory.TILE_OFFSETS),
        directory.get(TiffDirectory.TILE_BYTE_COUNTS));
  }

  /** The file without its orientation: OpenCV would turn the picture too. */
  private static byte[] asStored(byte[] file, TiffDirectory directory) {
    if (directory.orientations().isEmpty()) {
      return file;
    }
    ByteBuffer stored = ByteBuffer.wrap(file.clone());
    stored.order(file[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    for (int entry : directory.orientations()) {
      stored.putShort(entry + 2, (short) TiffDirectory.SHORT).putInt(entry + 4, 1);
      stored.putInt(entry + 8, 0).putShort(entry + 8, (short) 1);
    }
    return stored.array();
  }

  private static void seekBlocks(ByteCursor in, long[] offsets, long[] counts) {
    for (int i = 0; i < Math.min(offsets.length, counts.length); i++) {
      in.seek(offsets[i] + counts[i]);
    }
  }

  /**
   * Which of the samples behind the colours is transparency, only where the file says so (TIFF 6.0,
   * section 18): a near-infrared band is a fourth sample as well. −1 where none is.
   */
  private static int alphaAt(TiffDirectory directory) {
    long[] extra = directory.get(TiffDirectory.EXTRA_SAMPLES);
    long extras = directory.first(TiffDirectory.SAMPLES_PER_PIXEL, 1) - colours(directory);
    for (int i = 0; i < Math.min(extras, extra.length); i++) {
      if (extra[i] == ASSOCIATED_ALPHA || extra[i] == UNASSOCIATED_ALPHA) {
        return i;
      }
    }
    return -1;
  }

  private static Alpha alpha(TiffDirectory directory, int at) {
    if (at < 0) {
      return Alpha.NONE;
    }
    long kind = directory.get(TiffDirectory.EXTRA_SAMPLES)[at];
    return kind == ASSOCIATED_ALPHA ? Alpha.ASSOCIATED : Alpha.STRAIGHT;
  }

  /** How many of a pixel's samples are its colour. */
  static int colours(TiffDirectory directory) {
    return switch ((int) directory.first(TiffDirectory.PHOTOMETRIC, 0)) {
      case RGB, YCBCR, CIELAB -> 3;
      case SEPARATED -> 4;
      default -> 1;
    };
  }
}
