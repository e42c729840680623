package io.sppdet.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.MetadataException;
import com.drew.metadata.exif.ExifIFD0Directory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.stream.ImageInputStream;
import org.w3c.dom.Element;

/**
 * A file that is found sound is as large as the JDK's readers say: a GIF as its screen, a TIFF
 * where it tells each side once. A JPEG or TIFF that tells an orientation in the usual form, a TIFF
 * once, stands as a reader of metadata says.
 */
class SecondReaderFuzzTest {
  private static final long MOST_PIXELS = 1_000_000;
  private static final int SHORT = 3;
  private static final int LONG = 4;

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
      String size =
          gif ? screen(reader.getStreamMetadata()) : reader.getWidth(0) + "x" + reader.getHeight(0);
      boolean odd = structure.format() == ImageFormat.TIFF && !tellsOnce(file, 256, 257);
      if (!odd) { // it takes the last of two sizes
        assertEquals(size, structure.width() + "x" + structure.height());
      }
    } catch (IOException | RuntimeException e) {
      return; // the JDK reads less than others
    } finally {
      reader.dispose();
    }
  }

  /** The size of a GIF: its first frame may be smaller. */
  private static String screen(IIOMetadata gif) {
    Element screen =
        (Element)
            ((Element) gif.getAsTree(gif.getNativeMetadataFormatName()))
                .getElementsByTagName("LogicalScreenDescriptor")
                .item(0);
    return screen.getAttribute("logicalScreenWidth")
        + "x"
        + screen.getAttribute("logicalScreenHeight");
  }

  /** Whether the first directory of a TIFF file has each of these tags once, as one number. */
  private static boolean tellsOnce(byte[] tiff, int... tags) {
    ByteBuffer in = ByteBuffer.wrap(tiff);
    in.order(tiff[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = in.getInt(4);
    int entries = Short.toUnsignedInt(in.getShort(directory));
    return IntStream.of(tags)
        .allMatch(
            tag -> {
              int[] found =
                  IntStream.range(0, entries)
                      .map(i -> directory + 2 + 12 * i)
                      .filter(at -> Short.toUnsignedInt(in.getShort(at)) == tag)
                      .toArray();
              return found.length == 1
                  && (in.getShort(found[0] + 2) == SHORT || in.getShort(found[0] + 2) == LONG)
                  && in.getInt(found[0] + 4) == 1;
            });
  }

  @FuzzTest
  void orientation(byte[] file) {
    FileStructure structure = sound(file);
    if (structure == null
        || !(structure.format() == ImageFormat.JPEG
            || (structure.format() == ImageFormat.TIFF && tellsOnce(file, 274)))) {
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
