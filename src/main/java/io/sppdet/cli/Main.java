package io.sppdet.cli;

import io.sppdet.natives.NativeLibraries;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code sppdet} and its subcommands. */
@Command(
    name = "sppdet",
    description = "Finds objects in photos with SPP-net (He et al. 2014), on a plain CPU.",
    subcommands = {
      DetectCommand.class,
      ClassifyCommand.class,
      TrainCommand.class,
      TrainClassifierCommand.class,
      EvalCommand.class,
      DatasetCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Exit codes: 0 all done; 1 some images failed; 2 bad usage, data set or output;",
      "3 the model or a native library could not be loaded.",
      "",
      "Example: sppdet detect photo.jpg"
    })
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    NativeLibraries.configure();
    System.exit(execute(args));
  }

  private static int execute(String[] args) {
    try {
      return commandLine().setOut(StandardOutput.writer()).execute(args);
    } catch (OutOfMemoryError e) {
      System.err.println("sppdet: not enough memory (SPPDET_JAVA_OPTS=-Xmx... sets Java's share)");
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setExpandAtFiles(false) // a photo may be called @me.jpg
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(new ErrorHandler())
        .setExecutionExceptionHandler(new ErrorHandler());
  }
}
