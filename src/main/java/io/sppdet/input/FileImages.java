package io.sppdet.input;

import io.sppdet.error.FileFault;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.image.EncodedImage;
import io.sppdet.image.ImageFormat;
import io.sppdet.image.ImageReader;
import io.sppdet.image.TiffPages;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/**
 * The images of one file: itself, or, of a TIFF file with several pages, each page as {@code
 * FILE#1}, {@code FILE#2} and so on.
 *
 * @param reader reads each of them
 */
record FileImages(ImageReader reader) {

  /** The images of a file on disk. Files named like images of other formats are not looked into. */
  List<ImageInput> of(Path file) {
    if (!mayHavePages(file.toString()) || !Files.isRegularFile(file)) {
      return List.of(ImageInput.of(file, reader));
    }
    try (SeekableByteChannel in = Files.newByteChannel(file)) {
      List<Long> pages = TiffPages.of(in);
      return pages.size() < 2
          ? List.of(ImageInput.of(file, reader))
          : pages(
              FoundFile.name(file), file, () -> EncodedImage.read(file, reader.limits()), pages);
    } catch (IOException e) {
      return List.of(failed(FoundFile.name(file), file, e));
    }
  }

  /**
   * The images of a file that is not one of the disk's.
   *
   * @param encoded gives its bytes, each time anew
   */
  List<ImageInput> of(String name, Path file, Supplier<EncodedImage> encoded) {
    ImageInput whole = new ImageInput(name, file, encoded, reader);
    if (!mayHavePages(name)) {
      return List.of(whole);
    }
    try (SeekableByteChannel in = new SeekableInMemoryByteChannel(encoded.get().bytes())) {
      List<Long> pages = TiffPages.of(in);
      return pages.size() < 2 ? List.of(whole) : pages(name, file, encoded, pages);
    } catch (IOException e) {
      return List.of(failed(name, file, e));
    } catch (SppdetException e) {
      return List.of(whole); // which will tell
    }
  }

  private static boolean mayHavePages(String name) {
    return ImageFormat.isTiffName(name) || !ImageFormat.isImageName(name);
  }

  private List<ImageInput> pages(
      String name, Path file, Supplier<EncodedImage> encoded, List<Long> directories) {
    return IntStream.range(0, directories.size())
        .mapToObj(
            i -> {
              String page = name + "#" + (i + 1);
              return new ImageInput(
                  page, file, () -> encoded.get().page(page, directories.get(i)), reader);
            })
        .toList();
  }

  private static ImageInput failed(String name, Path file, IOException e) {
    return ImageInput.failed(name, file, Kind.IMAGE_UNREADABLE, FileFault.reason(e), e);
  }
}
