package io.sppdet.cli;

import io.sppdet.error.SppdetException;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever ends a command into one line on stderr and an exit code. */
final class ErrorHandler implements IExecutionExceptionHandler, IParameterExceptionHandler {
  private static final int MAX_TYPOS = 3;

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    boolean verbose = command.getParseResult().hasMatchedOption("--verbose");
    ErrorLine line = new ErrorLine(command.getErr(), verbose);
    if (e instanceof SppdetException known) {
      line.print(known);
      return known.kind().exitCode();
    }
    if (e instanceof StandardOutput.Closed closed) {
      if (!closed.readerHasSeenEnough()) {
        line.print(closed.getMessage(), closed);
      }
      return closed.exitCode();
    }
    line.print(
        "unexpected error, please report it: " + e + (verbose ? "" : " (--verbose shows where)"),
        e);
    return CommandLine.ExitCode.SOFTWARE;
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String message =
        e instanceof UnmatchedArgumentException unmatched ? unmatched(unmatched) : e.getMessage();
    new ErrorLine(command.getErr(), false).print(message, e);
    command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return SppdetException.Kind.USAGE.exitCode();
  }

  private static String unmatched(UnmatchedArgumentException e) {
    CommandLine command = e.getCommandLine();
    String given = e.getUnmatched().get(0);
    if (given.startsWith("-")) {
      String name = given.replaceFirst("=.*", "");
      return "unknown option '"
          + name
          + "'"
          + suggestion(name, command.getCommandSpec().optionsMap().keySet());
    }
    return command.getSubcommands().isEmpty()
        ? "unexpected argument '" + given + "'"
        : "unknown command '" + given + "'" + suggestion(given, command.getSubcommands().keySet());
  }

  private static String suggestion(String given, Collection<String> names) {
    Optional<String> closest =
        names.stream()
            .filter(name -> name.length() > MAX_TYPOS && typos(given, name) <= MAX_TYPOS)
            .min(Comparator.comparingInt(name -> typos(given, name)));
    return closest.map(name -> ", did you mean " + name + "?").orElse("");
  }

  /** Letters to insert, drop or change to make one word of the other (Levenshtein 1966). */
  private static int typos(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, Math.min(row[j - 1], diagonal) + 1);
      }
    }
    return row[b.length()];
  }
}
