package io.sppdet.dataset;

import java.nio.file.Path;

/**
 * A piece of dirt in a data set, which was skipped.
 *
 * @param file the file at fault
 * @param cause what is wrong with it and what was skipped, one line without a full stop
 */
public record DatasetWarning(Path file, String cause) {
  @Override
  public String toString() {
    return file + ": " + cause;
  }
}
