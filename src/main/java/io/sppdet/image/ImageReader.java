package io.sppdet.image;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Reads an image file as upright RGB: turned as its EXIF orientation says, transparent pixels over
 * white, 16 bits a sample rounded to 8, the first page or frame of several. What can't be read in
 * full is refused: a truncated file would give detections on pixels that were never there.
 *
 * @param limits what is larger is refused too
 * @param damagedToo whether a damaged JPEG is read as far as it goes, with a note that it is one
 * @param exif the fields to read from the same bytes
 */
public record ImageReader(ImageLimits limits, boolean damagedToo, ExifFields exif) {
  private static final int JPEG_START = 1 << 16;

  /** With the default limits. */
  public ImageReader() {
    this(ImageLimits.DEFAULT);
  }

  /** For sound files, without EXIF. */
  public ImageReader(ImageLimits limits) {
    this(limits, false, ExifFields.NONE);
  }

  /**
   * Reads one image.
   *
   * @throws SppdetException if the file is missing, unreadable, truncated or too large
   */
  public Image read(Path file) {
    return read(EncodedImage.read(file, limits));
  }

  /**
   * Reads one image from a stream, to its end; the stream stays open.
   *
   * @param name for messages and results
   * @throws SppdetException if it is not one, damaged, truncated or too large
   * @throws IOException as the stream does
   */
  public Image read(String name, InputStream in) throws IOException {
    return read(EncodedImage.read(name, in, limits));
  }

  /**
   * Decodes one image.
   *
   * @throws SppdetException if it is not one, damaged, truncated or too large
   */
  public Image read(EncodedImage file) {
    return photo(file).image();
  }

  /**
   * Decodes one image, and tells what else is in its bytes.
   *
   * @throws SppdetException as {@link #read(EncodedImage)}
   */
  public Photo photo(EncodedImage file) {
    FileStructure structure = structure(file);
    try {
      if (structure.flaw() != null) {
        throw structure.flaw();
      }
      checkSize(file.name(), structure);
      Flaw damage = null;
      byte[] packed;
      try {
        packed = structure.pixels().sound();
      } catch (Flaw e) {
        damage = e;
        packed = left(file, structure, e);
      }
      Image image = ImageDecoder.decode(file.name(), structure, packed);
      String reason = damage == null ? null : damage.reason(structure.format());
      return new Photo(image, new PhotoNotes(exif.of(structure), reason));
    } catch (Flaw e) {
      throw refused(file.name(), structure.format(), e);
    } catch (SppdetException e) {
      throw e;
    } catch (RuntimeException e) { // what OpenCV throws, or nothing decoded
      throw new SppdetException(
          Kind.IMAGE_UNREADABLE,
          file.name(),
          "damaged, or a kind of " + structure.format() + " sppdet can't read",
          e);
    }
  }

  /** What is left of a damaged file. */
  private byte[] left(EncodedImage file, FileStructure structure, Flaw flaw) throws Flaw {
    if (damagedToo && structure.format() == ImageFormat.JPEG && !flaw.isUnknown()) {
      return DamagedJpeg.ppm(file.bytes(), flaw);
    }
    throw flaw;
  }

  /**
   * The size of an image as {@link #read} would give it, without decoding a pixel: what the file
   * says, turned as its EXIF orientation says.
   *
   * @throws SppdetException if the file is missing or tells no size; one that tells its size may
   *     still be damaged
   */
  public ImageSize size(Path file) {
    EncodedImage start = readStart(file);
    FileStructure structure = structure(start);
    if (start.bytes().length == JPEG_START && structure.flaw() != null) {
      structure = structure(EncodedImage.read(file, limits)); // the header is longer
    }
    checkSize(file.toString(), structure);
    int width = (int) structure.width();
    int height = (int) structure.height();
    return structure.isLying() ? new ImageSize(height, width) : new ImageSize(width, height);
  }

  private static FileStructure structure(EncodedImage file) {
    if (file.bytes().length == 0) {
      throw unreadable(file.name(), "the file is empty");
    }
    ImageFormat format =
        ImageFormat.of(file.bytes())
            .orElseThrow(
                () ->
                    unreadable(
                        file.name(), "not an image sppdet can read (" + ImageFormat.NAMES + ")"));
    return FileStructure.of(format, file.bytes());
  }

  /** Of a JPEG the start, in which its size mostly lies; of other formats the whole file. */
  private EncodedImage readStart(Path file) {
    if (Files.isRegularFile(file)) {
      try (InputStream in = Files.newInputStream(file)) {
        byte[] start = in.readNBytes(JPEG_START);
        if (start.length < JPEG_START || ImageFormat.of(start).orElse(null) == ImageFormat.JPEG) {
          return new EncodedImage(file.toString(), start);
        }
      } catch (IOException e) {
        return EncodedImage.read(file, limits); // which tells what is wrong
      }
    }
    return EncodedImage.read(file, limits);
  }

  private static SppdetException refused(String name, ImageFormat format, Flaw flaw) {
    Kind kind = flaw.isTruncation() ? Kind.IMAGE_TRUNCATED : Kind.IMAGE_UNREADABLE;
    return new SppdetException(kind, name, flaw.reason(format), flaw);
  }

  private void checkSize(String name, FileStructure structure) {
    if (structure.width() <= 0 || structure.height() <= 0) {
      throw unreadable(name, "the " + structure.format() + " file tells no size");
    }
    boolean tooLong = Math.max(structure.width(), structure.height()) > limits.pixels();
    if (tooLong || structure.width() * structure.height() > limits.pixels()) {
      throw unreadable(
          name,
          String.format(
              Locale.ROOT,
              "too large: %d x %d pixels, at most %,d are read",
              structure.width(),
              structure.height(),
              limits.pixels()));
    }
  }

  private static SppdetException unreadable(String name, String reason) {
    return new SppdetException(Kind.IMAGE_UNREADABLE, name, reason);
  }
}
