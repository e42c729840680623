package io.sppdet.cli;

import io.sppdet.cli.option.Defaults;
import io.sppdet.cli.option.GeneralOptions;
import io.sppdet.cli.terminal.ErrorLine;
import io.sppdet.cli.terminal.StandardOutput;
import io.sppdet.cli.terminal.Suggestion;
import io.sppdet.error.SppdetException;
import io.sppdet.image.ImageFormat;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever ends a command into one line on stderr and an exit code. */
final class ErrorHandler implements IExecutionExceptionHandler, IParameterExceptionHandler {
  private static final String DETECT = "detect";

  /** Constants of an enum, some of them twice. */
  private static final Pattern PICOCLI_VALUES =
      Pattern.compile("(?<=expected one of )\\[.*] \\(case-insensitive\\)");

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    ErrorLine line = GeneralOptions.errorLineOf(command.getCommandSpec());
    if (e instanceof SppdetException known) {
      ArgSpec option = command.getCommandSpec().findOption(ErrorLine.subject(known));
      line.print(origin(command, option), known);
      return known.kind().exitCode();
    }
    if (e instanceof StandardOutput.Closed closed) {
      if (!closed.readerHasSeenEnough()) {
        line.print(closed.getMessage(), closed);
      }
      return closed.exitCode();
    }
    line.print(
        "unexpected error, please report it: "
            + e
            + (line.verbose() ? "" : " (--verbose shows where)"),
        e);
    return CommandLine.ExitCode.SOFTWARE;
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    ErrorLine line = GeneralOptions.errorLineOf(command.getCommandSpec());
    if (e.getCause() instanceof SppdetException known) { // of a file of defaults
      line.print(known);
      return known.kind().exitCode();
    }
    String message =
        e instanceof UnmatchedArgumentException unmatched ? unmatched(unmatched) : choice(e);
    String origin = origin(command, e.getArgSpec());
    line.print(origin + message, e);
    if (origin.isEmpty()) {
      command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    }
    return SppdetException.Kind.USAGE.exitCode();
  }

  /** Where to mend a value that is not on the command line. */
  private static String origin(CommandLine command, ArgSpec option) {
    String origin = option == null ? null : Defaults.of(command).origin(option);
    return origin == null ? "" : origin + ": ";
  }

  /** The message; of a value that is none of several, with these as we write them. */
  private static String choice(ParameterException e) {
    boolean choice = e.getArgSpec() != null && e.getArgSpec().completionCandidates() != null;
    if (!choice || e.getValue() == null) {
      return e.getMessage();
    }
    List<String> values =
        StreamSupport.stream(e.getArgSpec().completionCandidates().spliterator(), false)
            .map(value -> value.toLowerCase(Locale.ROOT))
            .toList();
    return PICOCLI_VALUES.matcher(e.getMessage()).replaceFirst(String.join(", ", values))
        + Suggestion.of(e.getValue(), values);
  }

  /** What somebody gives who has forgotten the command. */
  private static boolean mayBePhotos(String given) {
    try {
      return ImageFormat.isImageName(given) || Files.exists(Path.of(given));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** The commands beside one, or of the program, that have an option. */
  private static List<String> others(CommandLine command, String option) {
    CommandLine above = command.getParent() == null ? command : command.getParent();
    return above.getSubcommands().values().stream()
        .map(CommandLine::getCommandSpec)
        .filter(
            other ->
                other.optionsMap().containsKey(option) && !other.optionsMap().get(option).hidden())
        .map(CommandSpec::name)
        .distinct()
        .toList();
  }

  private static String unmatched(UnmatchedArgumentException e) {
    CommandLine command = e.getCommandLine();
    String given = e.getUnmatched().get(0);
    if (given.startsWith("-")) {
      String name = given.replaceFirst("=.*", "");
      List<String> others = others(command, name);
      return others.isEmpty()
          ? "unknown option '"
              + name
              + "'"
              + Suggestion.of(name, command.getCommandSpec().optionsMap().keySet())
          : "%s has no option '%s' (%s %s)"
              .formatted(
                  command.getCommandName(),
                  name,
                  String.join(", ", others),
                  others.size() == 1 ? "has" : "have");
    }
    if (command.getSubcommands().containsKey(DETECT) && mayBePhotos(given)) {
      return "unknown command '%s'; to find objects in it: %s %s %s"
          .formatted(given, command.getCommandName(), DETECT, given);
    }
    return command.getSubcommands().isEmpty()
        ? "unexpected argument '" + given + "'"
        : "unknown command '"
            + given
            + "'"
            + Suggestion.of(given, command.getSubcommands().keySet());
  }
}
