package io.sppdet.output;

import io.sppdet.input.FoundFile;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * How images are called in the output.
 *
 * @param folder what relative names start from, absolute
 */
public record FileNames(Style style, Path folder) {
  /** A way of calling them; its name on the command line is that in lower case. */
  public enum Style {
    /** As the user did. */
    GIVEN,
    /** From the folder that holds all images; as the user did for one that lies elsewhere. */
    RELATIVE,
    /** From the root. */
    ABSOLUTE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The deepest folder that holds all of these files and folders; of none, the current one. */
  public static Path folderOf(List<Path> inputs) {
    return inputs.stream()
        .map(input -> input.toAbsolutePath().normalize())
        .map(input -> Files.isDirectory(input) ? input : input.getParent())
        .filter(Objects::nonNull)
        .reduce(FileNames::common)
        .orElse(Path.of("").toAbsolutePath());
  }

  private static Path common(Path a, Path b) {
    Path above = a;
    while (above.getParent() != null && !b.startsWith(above)) {
      above = above.getParent();
    }
    return above;
  }

  /** The name of an image, with slashes on every system. */
  String of(String given) {
    Optional<Path> named =
        switch (style) {
          case GIVEN -> Optional.empty();
          case RELATIVE -> below(given).or(() -> path(given));
          case ABSOLUTE -> absolute(given);
        };
    return named.map(FoundFile::name).orElse(given);
  }

  /** The way from that folder to an image; empty for one that lies elsewhere. */
  Optional<Path> below(String given) {
    return absolute(given).filter(path -> path.startsWith(folder)).map(folder::relativize);
  }

  /** The file itself; empty for an image that is not a file, such as an entry of an archive. */
  static Optional<Path> file(String given) {
    return path(given).filter(Files::isRegularFile);
  }

  private static Optional<Path> absolute(String given) {
    return path(given).map(path -> path.toAbsolutePath().normalize());
  }

  private static Optional<Path> path(String given) {
    try {
      return Optional.of(Path.of(given));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
