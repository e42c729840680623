package io.sppdet.cli.option;

import io.sppdet.cli.terminal.ConsoleProgress;
import io.sppdet.cli.terminal.ErrorLine;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.model.ModelDirectory;
import io.sppdet.model.SppNet;
import io.sppdet.natives.NativeLibraries;
import io.sppdet.operator.Precision;
import io.sppdet.train.run.Origin;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options of every command that computes, and those of every command. */
@Heading("General")
public final class CommonOptions {
  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Images prepared at the same time, and threads of the network (default: all"
              + " processors). Never changes a result.")
  private Integer threads;

  @Mixin private GeneralOptions general;

  /** The number of threads asked for; more than there are processors would only cost memory. */
  public int threads() {
    int processors = Runtime.getRuntime().availableProcessors();
    int n = threads == null ? processors : threads;
    if (n < 1) {
      throw new SppdetException(Kind.USAGE, "--threads", "must be at least 1, not " + n);
    }
    return Math.min(n, processors);
  }

  /** Loads the native libraries; to be called before anything computes. */
  public void loadNatives() {
    setThreads();
    NativeLibraries.loadOpenCv();
    NativeLibraries.loadPyTorch();
  }

  /** Tells the libraries how many threads to take; they ask once, when they are loaded. */
  public void setThreads() {
    NativeLibraries.setThreads(threads());
  }

  /** Loads the native libraries and the network. */
  public SppNet load(ModelDirectory directory, Precision precision) {
    loadNatives();
    try {
      return SppNet.load(directory, precision);
    } catch (OutOfMemoryError e) {
      throw new SppdetException(
          Kind.MODEL,
          directory.path(),
          "not enough memory to load it; SPPDET_JAVA_OPTS=-Xmx... sets Java's share",
          e);
    }
  }

  /** Where errors of single images go. */
  public ErrorLine errorLine(CommandSpec spec) {
    return general.errorLine(spec);
  }

  /** Progress on standard error, or none; to be closed. */
  public ConsoleProgress progress(CommandSpec spec) {
    return progress(spec, true);
  }

  /**
   * The same.
   *
   * @param shown whether there is a bar, or lines now and then; notes always are
   */
  public ConsoleProgress progress(CommandSpec spec, boolean shown) {
    return general.progress(spec, shown);
  }

  /** Prints what is no error; nothing with {@code --quiet}. */
  public void note(CommandSpec spec, String line) {
    general.note(spec, line);
  }

  /** Which run this is. */
  public Origin origin(CommandSpec spec) {
    return general.origin(spec);
  }

  /** Those of every command. */
  public GeneralOptions general() {
    return general;
  }
}
