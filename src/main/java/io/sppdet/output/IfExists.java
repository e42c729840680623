package io.sppdet.output;

import java.util.Locale;

/**
 * What becomes of outputs that are there already; its name on the command line is in lower case.
 */
public enum IfExists {
  /** They are replaced. */
  OVERWRITE,
  /** They stay as they are, only what is missing is written. */
  SKIP,
  /** Nothing is done. */
  ERROR;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
