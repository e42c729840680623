package io.sppdet.image;

import java.nio.BufferUnderflowException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * What an image file says of itself: one reader for all who ask for size, orientation, transparency
 * or whether all of it is there. Its markers, chunks or directories are walked without decoding a
 * pixel. Decoders can't be asked: they fill up what is missing, or fail without a reason, and print
 * on stderr.
 *
 * @param width in pixels before any rotation, 0 if the walk did not come to it
 * @param height in pixels before any rotation, 0 if the walk did not come to it
 * @param orientation as in EXIF, 1 (upright) to 8; 1 if the file does not tell
 * @param alpha what may be transparent
 * @param transparent the samples, one of grey or three of colour, that stand for a transparent
 *     pixel; null when there are none
 * @param exif the blocks of EXIF that the walk came to, each a TIFF, broken or not
 * @param flaw what the walk met; null for nothing
 * @param pixels looks through the packed pixels
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record FileStructure(
    ImageFormat format,
    long width,
    long height,
    int orientation,
    Alpha alpha,
    int[] transparent,
    List<byte[]> exif,
    Flaw flaw,
    PackedPixels pixels) {

  /** The part of a file that is not walked unless its pixels are wanted. */
  interface PackedPixels {
    /**
     * What to decode: the file, less what has nothing to do with its pixels and what a decoder
     * would only print a warning about.
     *
     * @throws Flaw if the pixels are not all there, or can't be right
     */
    byte[] sound() throws Flaw;
  }

  /** What a walk has found so far: as much as it came to is of use, even where the file is cut. */
  static final class Draft {
    private long width;
    private long height;
    private final List<byte[]> exif = new ArrayList<>();
    private OptionalInt orientation = OptionalInt.empty();
    private Alpha alpha = Alpha.NONE;
    private int[] transparent;
    private Flaw flaw;
    private PackedPixels pixels;

    void size(long w, long h) {
      width = w;
      height = h;
    }

    void exif(byte[] block) {
      exif(block, Exif.orientation(block));
    }

    /** The first one that tells an orientation counts. */
    void exif(byte[] block, OptionalInt other) {
      exif.add(block);
      orientation(other);
    }

    /** Of a file that tells it outside its EXIF. */
    void orientation(OptionalInt other) {
      orientation = orientation.isPresent() ? orientation : other;
    }

    void alpha(Alpha kind) {
      alpha = kind;
    }

    void transparent(int... samples) {
      transparent = samples;
    }

    void pixels(PackedPixels packed) {
      pixels = packed;
    }

    /** The first counts. */
    void flaw(Flaw met) {
      flaw = flaw == null ? met : flaw;
    }
  }

  /** Walks a file. */
  static FileStructure of(ImageFormat format, byte[] file) {
    Draft draft = new Draft();
    draft.pixels(() -> file);
    ByteCursor in = new ByteCursor(file);
    try {
      switch (format) {
        case JPEG -> JpegFile.walk(in, draft);
        case PNG -> PngFile.walk(in, draft);
        case WEBP -> WebpFile.walk(in, draft);
        case BMP -> BmpFile.walk(in, draft);
        case TIFF -> TiffFile.walk(in, draft);
        case GIF -> GifFile.walk(in, draft);
        case HEIC -> HeicFile.walk(in, draft);
      }
    } catch (BufferUnderflowException e) {
      draft.flaw(Flaw.truncated());
    }
    return new FileStructure(
        format,
        draft.width,
        draft.height,
        draft.orientation.orElse(1),
        draft.alpha,
        draft.transparent,
        List.copyOf(draft.exif),
        draft.flaw,
        draft.pixels);
  }

  /** Whether the upright picture is as wide as the stored one is high. */
  boolean isLying() {
    return orientation >= 5;
  }
}
