package io.sppdet.cli;

import io.sppdet.cli.command.ClassifyCommand;
import io.sppdet.cli.command.CompletionCommand;
import io.sppdet.cli.command.DatasetCommand;
import io.sppdet.cli.command.DetectCommand;
import io.sppdet.cli.command.DoctorCommand;
import io.sppdet.cli.command.EvalCommand;
import io.sppdet.cli.command.HelpCommand;
import io.sppdet.cli.command.InspectCommand;
import io.sppdet.cli.command.ModelCommand;
import io.sppdet.cli.command.TrainClassifierCommand;
import io.sppdet.cli.command.TrainCommand;
import io.sppdet.cli.command.UnsortCommand;
import io.sppdet.cli.option.Choices;
import io.sppdet.cli.option.Defaults;
import io.sppdet.cli.option.GeneralOptions;
import io.sppdet.cli.option.OptionGroups;
import io.sppdet.cli.option.RunPaths;
import io.sppdet.cli.terminal.ClassArchive;
import io.sppdet.cli.terminal.StandardOutput;
import io.sppdet.cli.terminal.TerminalWriter;
import io.sppdet.cli.terminal.Version;
import io.sppdet.error.PlainText;
import io.sppdet.error.SppdetException;
import io.sppdet.natives.NativeLibraries;
import io.sppdet.natives.WindowsArguments;
import io.sppdet.natives.WindowsConsole;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.TypeConversionException;

/** The command {@code sppdet} and its subcommands. */
@Command(
    name = "sppdet",
    description = "Finds objects in photos with SPP-net (He et al. 2014), on a plain CPU.",
    subcommands = {
      DetectCommand.class,
      UnsortCommand.class,
      ClassifyCommand.class,
      TrainCommand.class,
      TrainClassifierCommand.class,
      EvalCommand.class,
      InspectCommand.class,
      DatasetCommand.class,
      ModelCommand.class,
      DoctorCommand.class,
      CompletionCommand.class,
      HelpCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  sppdet detect photo.jpg",
      "  sppdet detect photos/ -o found.json --draw seen",
      "  sppdet train raccoons/ -o models/raccoon",
      "",
      "'sppdet COMMAND --help' tells the options of a command. Defaults of options can",
      "be set by SPPDET_... variables and in files, see --config.",
      "",
      "Exit codes: 0 all done; 1 some images failed; 2 bad usage, data set or output;",
      "3 the model or a native library could not be loaded."
    })
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT); // our sentences and files have one
    run(new Main(), args);
  }

  /** Runs a command, this one or another program's, and ends the process with its exit code. */
  public static void run(Object command, String... args) {
    NativeLibraries.configure();
    refuseUnreadableFolder();
    WindowsConsole.showUtf8();
    int exitCode = execute(command, WindowsArguments.whole(args));
    ClassArchive.afterRun(exitCode == 0, Main.class);
    System.exit(exitCode);
  }

  /** In the address of a jar, the file's name ends before the first {@code !/}. */
  private static void refuseUnreadableFolder() {
    Matcher marked =
        Pattern.compile("(?<folder>[^/\\\\]*!)[/\\\\].*\\.jar")
            .matcher(System.getProperty("java.class.path"));
    if (marked.find()) {
      System.err.println(
          "sppdet: Java can't read libraries in a folder whose name ends with \"!\": rename "
              + PlainText.line(marked.group("folder")));
      System.exit(SppdetException.Kind.ENGINE.exitCode());
    }
  }

  private static int execute(Object command, String... args) {
    try {
      return commandLine(command, System.getenv()).setOut(StandardOutput.writer()).execute(args);
    } catch (OutOfMemoryError e) {
      System.err.println("sppdet: not enough memory (SPPDET_JAVA_OPTS=-Xmx... sets Java's share)");
      return CommandLine.ExitCode.SOFTWARE;
    } catch (LinkageError e) { // of an installation that is not whole
      System.err.println(
          "sppdet: a library is missing or damaged (" + PlainText.line(e.toString()) + ")");
      return SppdetException.Kind.ENGINE.exitCode();
    }
  }

  public static CommandLine commandLine() {
    return commandLine(System.getenv());
  }

  /** The command line with defaults of options from these variables. */
  public static CommandLine commandLine(Map<String, String> environment) {
    return commandLine(new Main(), environment);
  }

  /** That of another program, with the same rules; defaults are those of its commands' names. */
  public static CommandLine commandLine(Object program, Map<String, String> environment) {
    CommandLine command =
        new CommandLine(program)
            .setExpandAtFiles(false) // a photo may be called @me.jpg
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setUsageHelpAutoWidth(true)
            .setParameterExceptionHandler(new ErrorHandler())
            .setExecutionExceptionHandler(new ErrorHandler())
            .registerConverter(Path.class, Main::path)
            .setExecutionStrategy(Main::run);
    Defaults.install(
        command,
        environment,
        () ->
            program instanceof Main
                ? command.getCommandSpec()
                : commandLine(Map.of()).getCommandSpec());
    OptionGroups.install(command);
    command.setResourceBundle(new Choices());
    return command;
  }

  /**
   * To Java, an empty path is the current folder: what a script gives whose variable is not set.
   */
  private static Path path(String value) {
    if (value.isEmpty()) {
      throw new TypeConversionException("an empty name is no path");
    }
    return Path.of(value);
  }

  /** Runs the command that was asked for, or prints its help, in colours if they are wanted. */
  private static int run(ParseResult parsed) {
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    CommandSpec spec = last.commandSpec();
    Ansi ansi = GeneralOptions.color(spec).output();
    CommandLine command = spec.commandLine().setColorScheme(Help.defaultColorScheme(ansi));
    if (!last.isUsageHelpRequested()) { // which holds no text of a stranger, but colours
      command.setOut(TerminalWriter.of(command.getOut()));
    }
    command.setErr(TerminalWriter.of(command.getErr()));
    try {
      if (!last.isUsageHelpRequested() && !last.isVersionHelpRequested()) {
        RunPaths.of(spec).refuse();
      }
      return new RunLast().execute(parsed);
    } catch (SppdetException | StandardOutput.Closed e) { // the latter while help was printed
      throw new CommandLine.ExecutionException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
