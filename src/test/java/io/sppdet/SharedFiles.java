package io.sppdet;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * Reference values and data sets that are too large, or not free, to stand in the project: a folder
 * {@code shared} beside it, or where the environment variable {@code SPPDET_SHARED} points.
 */
public final class SharedFiles {
  private SharedFiles() {}

  /** The file or folder of that name; where it is absent the test is skipped and says why. */
  public static Path require(String relative) {
    Path path = root().resolve(relative);
    if (!Files.exists(path)) {
      String reason = "skipped: " + path + " is absent (SPPDET_SHARED may name another folder)";
      System.err.println(reason);
      Assumptions.abort(reason);
    }
    return path;
  }

  private static Path root() {
    String override = System.getenv("SPPDET_SHARED");
    if (override != null && !override.isBlank()) {
      return Path.of(override);
    }
    String project = System.getProperty("basedir", System.getProperty("user.dir"));
    return Path.of(project).toAbsolutePath().resolveSibling("shared");
  }
}
