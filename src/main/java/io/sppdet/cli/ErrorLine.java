package io.sppdet.cli;

import io.sppdet.error.SppdetException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever ends a command into one line on stderr and an exit code. */
final class ErrorLine implements IExecutionExceptionHandler, IParameterExceptionHandler {

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    boolean verbose = parsed.hasMatchedOption("--verbose");
    if (e instanceof SppdetException known) {
      print(command, known.getMessage(), verbose ? known : null);
      return known.kind().exitCode();
    }
    print(
        command,
        "unexpected error, please report it: " + e + (verbose ? "" : " (--verbose shows where)"),
        verbose ? e : null);
    return CommandLine.ExitCode.SOFTWARE;
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    print(command, e.getMessage(), null);
    UnmatchedArgumentException.printSuggestions(e, command.getErr());
    command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return SppdetException.Kind.USAGE.exitCode();
  }

  private static void print(CommandLine command, String message, Exception trace) {
    command.getErr().println("sppdet: " + message.replace("\r", "").replace("\n", " "));
    if (trace != null) {
      trace.printStackTrace(command.getErr());
    }
  }
}
