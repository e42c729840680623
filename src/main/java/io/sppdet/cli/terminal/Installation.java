package io.sppdet.cli.terminal;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.model.Checksums;
import io.sppdet.model.ModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where sppdet is installed, and the models that came with it. */
public final class Installation {
  /** The shipped detector. */
  public static final String DETECTOR = "voc07";

  private Installation() {}

  /** The folder above {@code models/}; set by the launcher, else the current one. */
  public static Path home() {
    return Path.of(System.getProperty("sppdet.home", ""));
  }

  /**
   * A shipped model by its name, else a path as given, else a model of that name among the user's
   * or those of the current folder. A data set may be called as a model is, and what lies in a
   * stranger's folder is not taken for the model that came with sppdet.
   *
   * @throws SppdetException MODEL when there is neither, or a model of either kind
   */
  public static Path model(String name) {
    Path given = Path.of(name);
    List<String> shipped = shipped();
    boolean both = shipped.contains(name) && !isSame(given, models().resolve(name));
    if (both && (Files.isRegularFile(given) || ModelDirectory.isAt(given))) {
      throw new SppdetException(
          Kind.MODEL,
          name,
          "is a model here and a shipped one; ./%s is the one here, %s the other"
              .formatted(name, models().resolve(name)));
    }
    if (!name.isEmpty() && !shipped.contains(name) && Files.exists(given)) {
      return given;
    }
    for (Path folder : folders()) {
      if (names(folder).contains(name)) {
        return folder.resolve(name);
      }
    }
    List<String> known = folders().stream().flatMap(folder -> names(folder).stream()).toList();
    throw new SppdetException(
        Kind.MODEL,
        name,
        "no such model directory, nor a shipped model ("
            + (shipped.isEmpty() ? "there are none in " + models() : String.join(", ", shipped))
            + "), nor one in "
            + folders().stream().skip(1).map(Path::toString).collect(Collectors.joining(" or "))
            + Suggestion.of(name, known));
  }

  /** The folders of models that are known by name: shipped ones, the user's, and those here. */
  public static List<Path> folders() {
    String data = System.getenv("XDG_DATA_HOME");
    Path above =
        data == null || !Path.of(data).isAbsolute()
            ? Path.of(System.getProperty("user.home"), ".local", "share")
            : Path.of(data);
    return List.of(models(), above.resolve("sppdet").resolve("models"), Path.of("models"));
  }

  /**
   * The folder of the shipped models, then those of {@link #folders} that are there, none twice.
   */
  public static List<Path> foldersThere() {
    List<Path> there = new ArrayList<>(List.of(models()));
    folders().stream()
        .filter(Files::isDirectory)
        .filter(folder -> there.stream().noneMatch(other -> isSame(folder, other)))
        .forEach(there::add);
    return there;
  }

  private static boolean isSame(Path one, Path other) {
    try {
      return Files.isSameFile(one, other);
    } catch (IOException e) {
      return false; // one of them is not there
    }
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
    return names(models());
  }

  private static List<String> names(Path models) {
    try (Stream<Path> folders = Files.list(models)) {
      return folders
          .filter(Installation::isModel)
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Also one that has lost its description; not what training leaves beside a model. */
  private static boolean isModel(Path folder) {
    return ModelDirectory.isAt(folder) || Checksums.areIn(folder);
  }
}
