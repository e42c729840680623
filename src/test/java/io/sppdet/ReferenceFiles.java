package io.sppdet;

import java.nio.file.Path;

/** Inputs and outputs of operators and metrics by other libraries; their README tells which. */
public final class ReferenceFiles {
  private static final Path FOLDER = Path.of("src/test/resources/io/sppdet/reference");

  private ReferenceFiles() {}

  public static Path of(String name) {
    return FOLDER.resolve(name);
  }
}
