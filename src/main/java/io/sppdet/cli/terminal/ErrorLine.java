package io.sppdet.cli.terminal;

import io.sppdet.error.PlainText;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Remedy;
import java.io.PrintWriter;
import picocli.CommandLine.Help.Ansi;

/**
 * Errors as lines on standard error, one each, without what a hostile file name could tell a
 * terminal to do.
 *
 * @param err standard error
 * @param verbose whether the stack trace follows
 * @param ansi whether to colour
 */
public record ErrorLine(PrintWriter err, boolean verbose, Ansi ansi) {

  public ErrorLine {
    err = TerminalWriter.own(err); // coloured; what strangers wrote is escaped below
  }

  /** How the options begin that settings have. */
  private static final String OPTION = "--";

  public void print(SppdetException error) {
    print("", error);
  }

  /** A name keeps its line breaks, to be seen; a reason loses those of the library it came from. */
  public void print(String origin, SppdetException error) {
    String remedy = error.remedy().map(better -> "; " + words(better)).orElse("");
    String subject = PlainText.line(subject(error));
    print(origin + subject + ": " + error.reason() + remedy, (Throwable) error);
  }

  /** The option that is a setting, and what it does. */
  public static String words(Remedy remedy) {
    return OPTION + remedy.setting() + " " + remedy.effect();
  }

  /** The file or, in the words of the command line, the option that an error is about. */
  public static String subject(SppdetException error) {
    return error.isAboutSetting() ? OPTION + error.subject() : error.subject();
  }

  public void print(String message, Throwable error) {
    String line = PlainText.line(message.strip().replaceAll("\\R\\s*", " "));
    err.println(ConsoleProgress.clear() + ansi.string("@|bold,red sppdet:|@ ") + line);
    if (verbose) {
      PrintWriter trace = TerminalWriter.of(err);
      error.printStackTrace(trace);
      trace.flush();
    }
    err.flush();
  }
}
