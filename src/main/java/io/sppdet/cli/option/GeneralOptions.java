package io.sppdet.cli.option;

import io.sppdet.cli.terminal.ColorChoice;
import io.sppdet.cli.terminal.ConsoleProgress;
import io.sppdet.cli.terminal.ErrorLine;
import io.sppdet.cli.terminal.Version;
import io.sppdet.train.run.Origin;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** Options of every command: where its defaults are, and what it says besides its results. */
@Heading("General")
@SuppressWarnings(
    "UnusedVariable") // picocli is asked for them, as a command may fail before it runs
public final class GeneralOptions {
  /** Read by {@link Defaults}, before all other options that are not on the command line. */
  @Reads
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Take options that are not given from this file: lines such as 'threads = 2', or"
              + " 'detect.threshold = 0.3' for one command (default: ~/.config/sppdet/config).")
  private Path config;

  @Option(
      names = {"-q", "--quiet"},
      description = "Say nothing but results and errors: no progress, no notes.")
  private boolean quiet;

  @Option(names = "--verbose", description = "Show where an error came from.")
  private boolean verbose;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      defaultValue = "auto",
      description =
          "auto (on a terminal, unless NO_COLOR is set), always or never (default:"
              + " ${DEFAULT-VALUE}).")
  private ColorChoice color;

  /** Where errors go that do not end the command. */
  public ErrorLine errorLine(CommandSpec spec) {
    return errorLineOf(spec);
  }

  /** As the options of a command say. */
  public static ErrorLine errorLineOf(CommandSpec spec) {
    return new ErrorLine(spec.commandLine().getErr(), isVerbose(spec), color(spec).errors());
  }

  /**
   * Progress on standard error, to be closed; none with {@code --quiet}.
   *
   * @param shown whether there is a bar, or lines now and then; notes always are
   */
  public ConsoleProgress progress(CommandSpec spec, boolean shown) {
    return quiet
        ? new ConsoleProgress(new PrintWriter(Writer.nullWriter()), false)
        : new ConsoleProgress(spec.commandLine().getErr(), shown);
  }

  /** Prints what is no error; nothing with {@code --quiet}. */
  public void note(CommandSpec spec, String line) {
    if (!quiet) {
      ConsoleProgress.message(spec.commandLine().getErr(), "sppdet: " + line);
    }
  }

  /** Which run this is, for what it makes. */
  public Origin origin(CommandSpec spec) {
    return new Origin(
        "sppdet " + String.join(" ", spec.commandLine().getParseResult().originalArgs()),
        LocalDate.now(ZoneOffset.UTC).toString(),
        Version.number());
  }

  /** Whether a command has {@code --verbose} on, however it was set. */
  private static boolean isVerbose(CommandSpec spec) {
    OptionSpec option = spec.findOption("--verbose");
    return option != null && Boolean.TRUE.equals(option.<Boolean>getValue());
  }

  /** When a command is to use colours; without this option, or before it is known, on terminals. */
  public static ColorChoice color(CommandSpec spec) {
    OptionSpec option = spec.findOption("--color");
    ColorChoice color = option == null ? null : option.getValue();
    return color == null ? ColorChoice.AUTO : color;
  }
}
