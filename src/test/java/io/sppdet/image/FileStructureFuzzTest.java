package io.sppdet.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.List;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/** Any bytes are an image file of some structure; the walk ends, and throws nothing. */
class FileStructureFuzzTest {
  private static final long MOST_PIXELS = 1_000_000;

  @FuzzTest
  void structure(byte[] file) {
    ImageFormat.of(file).ifPresent(format -> check(FileStructure.of(format, file)));
  }

  private static void check(FileStructure structure) {
    assertTrue(structure.width() >= 0 && structure.height() >= 0);
    assertTrue(structure.orientation() >= 1 && structure.orientation() <= 8);
    boolean small = structure.width() * structure.height() <= MOST_PIXELS;
    if (structure.flaw() == null && structure.width() > 0 && structure.height() > 0 && small) {
      try {
        assertTrue(structure.pixels().sound().length > 0);
      } catch (Flaw expected) {
        assertNotNull(expected.getMessage());
      }
    }
  }

  @FuzzTest
  void tiffPages(byte[] file) throws IOException {
    List<Long> pages = TiffPages.of(new SeekableInMemoryByteChannel(file));
    EncodedImage whole = new EncodedImage("whole", file);
    for (int i = 0; i < pages.size(); i++) {
      EncodedImage page = whole.page("page", pages.get(i));
      assertEquals(file.length, page.bytes().length);
      assertEquals(
          pages.get(i), TiffPages.of(new SeekableInMemoryByteChannel(page.bytes())).get(0));
      check(FileStructure.of(ImageFormat.TIFF, page.bytes()));
    }
  }
}
