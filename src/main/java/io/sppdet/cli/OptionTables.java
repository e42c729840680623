package io.sppdet.cli;

import io.sppdet.cli.option.OptionGroups;
import io.sppdet.cli.terminal.StandardOutput;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The tables of options in the pages of the documentation, in Markdown: what help says, a table for
 * each heading of it. {@code scripts/options} prints them; a test compares them with the pages.
 */
public final class OptionTables {
  private static final Pattern NAME = Pattern.compile("(?<![\\w-])--?[a-z][\\w-]*(?![\\w-])");

  private OptionTables() {}

  /**
   * Prints tables.
   *
   * @param args the command, and the headings of its help, with commas between
   */
  public static void main(String[] args) {
    PrintWriter out = StandardOutput.writer();
    out.print(of(args[0], args[1]));
    out.flush();
  }

  /**
   * Tables of the options below some headings, with the built-in defaults.
   *
   * @throws IllegalArgumentException when there is no such command or heading
   */
  static String of(String command, String headings) {
    CommandLine found = Main.commandLine(Map.of()).getSubcommands().get(command);
    if (found == null) {
      throw new IllegalArgumentException("no command: " + command);
    }
    List<String> tables = new ArrayList<>();
    for (String heading : headings.split(", *", -1)) {
      tables.add(table(heading, found.getCommandSpec()));
    }
    return String.join("\n", tables);
  }

  private static String table(String heading, CommandSpec command) {
    List<OptionSpec> options = OptionGroups.of(command).get(heading);
    if (options == null) {
      throw new IllegalArgumentException("no heading of " + command.name() + ": " + heading);
    }
    StringBuilder table = new StringBuilder("| " + heading + " | |\n|---|---|\n");
    for (OptionSpec option : options) {
      String text = String.join(" ", option.description()).strip();
      table.append("| `%s` | %s |\n".formatted(cell(head(option)), cell(withCode(text))));
    }
    return table.toString();
  }

  /** An option or argument as a list has it: all names, and what stands for the value. */
  static String head(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)) {
      return argument.paramLabel();
    }
    String names =
        option.negatable()
            ? option.longestName().replaceFirst("^--", "--[no-]")
            : String.join(", ", option.names());
    if (option.arity().max() == 0) {
      return names;
    }
    return names + " " + option.paramLabel() + (option.splitRegex().isEmpty() ? "" : ",…");
  }

  /** With the names of other options set as code. */
  private static String withCode(String text) {
    return NAME.matcher(text).replaceAll("`$0`");
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
