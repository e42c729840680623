package io.sppdet.cli.option;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.output.IfExists;
import io.sppdet.output.Journal;
import io.sppdet.output.RunIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** How a run over many images deals with ends, errors and what earlier runs have left. */
@Heading("Long runs")
public final class RunOptions {
  @Option(
      names = "--resume",
      description =
          "Go on where the same command was interrupted. What it has found is kept in PATH.journal,"
              + " beside the PATH of -o.")
  private boolean resume;

  @Option(names = "--fail-fast", description = "End the run at the first image that fails.")
  private boolean failFast;

  @Option(
      names = "--max-errors",
      paramLabel = "N",
      description = "End the run when more than N images have failed (default: never).")
  private Integer maxErrors;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description =
          "Give an image up that takes longer to be read and to get its proposals (default:"
              + " never).")
  private Double timeout;

  @Option(
      names = "--if-exists",
      paramLabel = "WHAT",
      description =
          "What becomes of outputs that are there already: overwrite, skip (they stay, only what is"
              + " missing is written) or error (default: overwrite).")
  private IfExists ifExists;

  public IfExists ifExists() {
    return ifExists == null ? IfExists.OVERWRITE : ifExists;
  }

  /** How many images may fail before the run ends; negative for any number. */
  public int maxErrors() {
    if (maxErrors != null && maxErrors < 0) {
      throw new SppdetException(Kind.USAGE, "--max-errors", "must not be negative: " + maxErrors);
    }
    if (failFast) {
      return 0;
    }
    return maxErrors == null ? -1 : maxErrors;
  }

  /** The time that an image may take to be read and to get its proposals; null for any. */
  public Duration timeout() {
    if (timeout == null) {
      return null;
    }
    if (!(timeout > 0 && timeout < 1e9)) {
      throw new SppdetException(Kind.USAGE, "--timeout", "must be positive: " + timeout);
    }
    return Duration.ofMillis(Math.max(1, Math.round(timeout * 1000)));
  }

  /** Whether the run is to go on with an interrupted one, if there is any. */
  public boolean mayGoOn() {
    return resume;
  }

  /** Whether the run goes on with the journal of an interrupted one. */
  public boolean goesOn(Path output) {
    return resume && output != null && Files.exists(Journal.of(output));
  }

  /**
   * The journal of the run, new or an earlier one's.
   *
   * @param output file or folder; null when there is none beside which a journal could be
   * @param run what decides the results
   * @return null when there is none
   */
  public Journal journal(Path output, Supplier<RunIdentity> run) {
    if (output == null) {
      if (resume) {
        throw new SppdetException(
            Kind.USAGE, "--resume", "needs -o, beside which the results so far are kept");
      }
      return null;
    }
    Path path = Journal.of(output);
    if (goesOn(output)) {
      return Journal.resume(path, run.get());
    }
    boolean left = ifExists == null ? Journal.holdsResults(path) : Files.exists(path);
    if (left && ifExists != IfExists.OVERWRITE) {
      throw new SppdetException(
          Kind.OUTPUT,
          path.toString(),
          "left by an interrupted run; --resume goes on with it, --if-exists overwrite starts"
              + " anew");
    }
    return Journal.begin(path, run.get());
  }
}
