package io.sppdet.detect;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A file to detect in, or a folder that gave none.
 *
 * @param file as the user named it, or inside the folder the user named
 * @param error why there is nothing to read; null for a file
 */
public record ImageInput(Path file, SppdetException error) {
  private static final Set<String> EXTENSIONS =
      Set.of("jpg", "jpeg", "jpe", "png", "webp", "bmp", "tif", "tiff", "gif");

  /** Files as they are; of a folder its image files, by their extension, sorted by name. */
  public static List<ImageInput> expand(List<Path> paths) {
    List<ImageInput> inputs = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        inputs.addAll(imagesOf(path));
      } else {
        inputs.add(new ImageInput(path, null));
      }
    }
    return inputs;
  }

  private static List<ImageInput> imagesOf(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<ImageInput> images =
          files
              .filter(file -> EXTENSIONS.contains(extension(file)) && Files.isRegularFile(file))
              .sorted()
              .map(file -> new ImageInput(file, null))
              .toList();
      return images.isEmpty()
          ? List.of(failed(folder, "the folder holds no images (.jpg, .png, .webp, .bmp, ...)"))
          : images;
    } catch (IOException e) {
      return List.of(failed(folder, "the folder can't be read (" + e.getMessage() + ")"));
    }
  }

  private static ImageInput failed(Path folder, String reason) {
    return new ImageInput(
        folder, new SppdetException(Kind.IMAGE_MISSING, folder.toString(), reason));
  }

  private static String extension(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
