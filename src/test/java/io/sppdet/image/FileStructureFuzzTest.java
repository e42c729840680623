package io.sppdet.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.List;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/** Any bytes are an image file of some structure; the walk ends, and throws nothing. */
class FileStructureFuzzTest {
  @FuzzTest
  void structure(byte[] file) {
    ImageFormat.of(file).ifPresent(format -> check(new FileStructure(format, file)));
  }

  private static void check(FileStructure structure) {
    assertTrue(structure.width() >= 0 && structure.height() >= 0);
    assertTrue(structure.orientation() >= 1 && structure.orientation() <= 8);
    if (structure.format() == ImageFormat.PNG && !structure.isTruncated()) {
      PngPixels.areWhole(structure.bytes());
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
      check(new FileStructure(ImageFormat.TIFF, page.bytes()));
    }
  }
}
