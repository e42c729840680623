package io.sppdet.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.MetadataException;
import com.drew.metadata.exif.ExifIFD0Directory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.OptionalInt;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageInputStream;

/**
 * A file that is found sound is as large as the JDK's readers say, and, where it tells an
 * orientation in the usual form, stands as a reader of metadata says. Whatever comes of decoding it
 * is an image of that size or a refusal.
 */
class SecondReaderFuzzTest {
  private static final long MOST_PIXELS = 1_000_000;

  @FuzzTest
  void size(byte[] file) {
    FileStructure structure = sound(file);
    if (structure == null
        || structure.format() == ImageFormat.WEBP
        || structure.format() == ImageFormat.HEIC) {
      return; // which the JDK can't read
    }
    String format = structure.format().name().toLowerCase(Locale.ROOT);
    javax.imageio.ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(file))) {
      reader.setInput(in);
      boolean gif = structure.format() == ImageFormat.GIF;
      if (gif && reader.getStreamMetadata() == null) {
        return;
      }
      int width = reader.getWidth(0);
      int height = reader.getHeight(0);
      boolean odd = structure.format() == ImageFormat.TIFF; // it takes the last of two sizes
      if (!gif && !odd) { // of a GIF it tells the first frame's size, not the screen's
        assertEquals(width + "x" + height, structure.width() + "x" + structure.height());
      }
    } catch (IOException | RuntimeException e) {
      return; // the JDK reads less than others
    } finally {
      reader.dispose();
    }
  }

  @FuzzTest
  void orientation(byte[] file) {
    FileStructure structure = sound(file);
    if (structure == null || structure.format() != ImageFormat.JPEG) {
      return;
    }
    orientationByOther(file)
        .ifPresent(orientation -> assertEquals(orientation, structure.orientation()));
  }

  private static OptionalInt orientationByOther(byte[] file) {
    try {
      Iterator<ExifIFD0Directory> blocks =
          ImageMetadataReader.readMetadata(new ByteArrayInputStream(file))
              .getDirectoriesOfType(ExifIFD0Directory.class)
              .iterator();
      while (blocks.hasNext()) {
        ExifIFD0Directory block = blocks.next();
        if (block.hasErrors()) {
          return OptionalInt.empty();
        }
        Object told = block.getObject(ExifIFD0Directory.TAG_ORIENTATION);
        if (told instanceof Integer) {
          int orientation = block.getInt(ExifIFD0Directory.TAG_ORIENTATION);
          if (orientation >= 1 && orientation <= 8) {
            return OptionalInt.of(orientation);
          }
        }
      }
    } catch (ImageProcessingException | IOException | MetadataException | RuntimeException e) {
      return OptionalInt.empty(); // it refuses what decoders read
    }
    return OptionalInt.empty();
  }

  /** What is sound, and small enough to look through. */
  private static FileStructure sound(byte[] file) {
    ImageFormat format = ImageFormat.of(file).orElse(null);
    if (format == null) {
      return null;
    }
    FileStructure structure = FileStructure.of(format, file);
    boolean some = structure.width() > 0 && structure.height() > 0;
    if (structure.flaw() != null
        || !some
        || Math.max(structure.width(), structure.height()) > MOST_PIXELS
        || structure.width() * structure.height() > MOST_PIXELS) {
      return null;
    }
    try {
      structure.pixels().sound();
      return structure;
    } catch (Flaw e) {
      return null;
    }
  }
}
