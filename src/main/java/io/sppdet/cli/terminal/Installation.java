package io.sppdet.cli.terminal;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where sppdet is installed, and the models that came with it. */
public final class Installation {
  private Installation() {}

  /** The folder above {@code models/}; set by the launcher, else the current one. */
  public static Path home() {
    return Path.of(System.getProperty("sppdet.home", ""));
  }

  /**
   * A path as given if it exists, else a shipped model of that name.
   *
   * @throws SppdetException MODEL when there is neither
   */
  public static Path model(String name) {
    Path given = Path.of(name);
    if (!name.isEmpty() && Files.exists(given)) {
      return given;
    }
    List<String> shipped = shipped();
    if (!shipped.contains(name)) {
      throw new SppdetException(
          Kind.MODEL,
          name,
          "no such model directory, nor a shipped model ("
              + (shipped.isEmpty() ? "there are none in " + models() : String.join(", ", shipped))
              + ")"
              + Suggestion.of(name, shipped));
    }
    return models().resolve(name);
  }

  /** Whether a file or folder is one of the shipped models, or part of one. */
  public static boolean holds(Path file) {
    try {
      return System.getProperty("sppdet.home") != null
          && file.toRealPath().startsWith(models().toRealPath());
    } catch (IOException e) {
      return false;
    }
  }

  /** The folder of the shipped models. */
  public static Path models() {
    return home().resolve("models");
  }

  /** Names of the shipped models. */
  public static List<String> shipped() {
    try (Stream<Path> folders = Files.list(models())) {
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
