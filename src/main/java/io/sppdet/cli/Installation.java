package io.sppdet.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where sppdet is installed, and the models that came with it. */
final class Installation {
  private Installation() {}

  /** The folder above {@code models/}; set by the launcher, else the current one. */
  static Path home() {
    return Path.of(System.getProperty("sppdet.home", ""));
  }

  /** A path as given if it exists, else a shipped model of that name. */
  static Path model(String name) {
    Path given = Path.of(name);
    Path shipped = home().resolve("models").resolve(name);
    return !Files.exists(given) && Files.isDirectory(shipped) ? shipped : given;
  }
}
