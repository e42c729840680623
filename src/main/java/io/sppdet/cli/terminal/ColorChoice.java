package io.sppdet.cli.terminal;

import java.util.Locale;
import picocli.CommandLine.Help.Ansi;

/** When to colour: never in files and pipes unless asked to, nor where NO_COLOR is set. */
public enum ColorChoice {
  AUTO,
  ALWAYS,
  NEVER;

  /** For standard output, where picocli looks whether it is a terminal. */
  public Ansi output() {
    return switch (this) {
      case AUTO -> Ansi.AUTO;
      case ALWAYS -> Ansi.ON;
      case NEVER -> Ansi.OFF;
    };
  }

  /** For standard error, of which the launcher knows whether it is a terminal. */
  public Ansi errors() {
    if (this != AUTO) {
      return output();
    }
    String noColor = System.getenv("NO_COLOR");
    boolean wanted = noColor == null || noColor.isEmpty();
    return wanted && Boolean.getBoolean("sppdet.terminal") ? Ansi.ON : Ansi.OFF;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
