package io.sppdet.cli;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where sppdet is installed, and the models that came with it. */
final class Installation {
  private Installation() {}

  /** The folder above {@code models/}; set by the launcher, else the current one. */
  static Path home() {
    return Path.of(System.getProperty("sppdet.home", ""));
  }

  /**
   * A path as given if it exists, else a shipped model of that name.
   *
   * @throws SppdetException MODEL when there is neither
   */
  static Path model(String name) {
    Path given = Path.of(name);
    if (!name.isEmpty() && Files.exists(given)) {
      return given;
    }
    Path models = home().resolve("models");
    List<String> shipped = names(models);
    if (!shipped.contains(name)) {
      throw new SppdetException(
          Kind.MODEL,
          name,
          "no such model directory, nor a shipped model ("
              + (shipped.isEmpty() ? "there are none in " + models : String.join(", ", shipped))
              + ")"
              + Suggestion.of(name, shipped));
    }
    return models.resolve(name);
  }

  /** Whether a file or folder is one of the shipped models, or part of one. */
  static boolean holds(Path file) {
    try {
      return System.getProperty("sppdet.home") != null
          && file.toRealPath().startsWith(home().resolve("models").toRealPath());
    } catch (IOException e) {
      return false;
    }
  }

  private static List<String> names(Path models) {
    try (Stream<Path> folders = Files.list(models)) {
      return folders
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
