package io.sppdet.cli;

import io.sppdet.cli.terminal.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The manual, a page a command, in the macros of man(7); written by the build. A paragraph of a
 * command's footer that begins with a title and a colon is a section of its own.
 */
public final class ManPages {
  private static final Pattern TITLE = Pattern.compile("([A-Z][a-z ]+): *");

  private final StringBuilder page = new StringBuilder();

  private ManPages() {}

  /**
   * Writes {@code sppdet.1}, {@code sppdet-detect.1} and so on.
   *
   * @param args the folder, the day that the pages bear as 2026-01-31, more of which is cut off,
   *     and the class of another program's command, if it is that one's manual
   */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[0]));
    String day = args[1].substring(0, "2026-01-31".length());
    CommandLine program = args.length < 3 ? Main.commandLine() : programOf(args[2]);
    for (CommandLine command : withAllBelow(program).toList()) {
      CommandSpec spec = command.getCommandSpec();
      Files.writeString(folder.resolve(nameOf(spec) + ".1"), new ManPages().page(spec, day));
    }
  }

  private static CommandLine programOf(String className) {
    try {
      Object command = Class.forName(className).getDeclaredConstructor().newInstance();
      return Main.commandLine(command, System.getenv());
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("no command: " + className, e);
    }
  }

  private static Stream<CommandLine> withAllBelow(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream()
            .filter(below -> !below.getCommandSpec().usageMessage().hidden())
            .flatMap(ManPages::withAllBelow));
  }

  private String page(CommandSpec command, String day) {
    String[] description = command.usageMessage().description();
    String name = nameOf(command).toUpperCase(Locale.ROOT);
    line(".TH %s 1 %s \"sppdet %s\" \"sppdet manual\"".formatted(name, day, Version.number()));
    section("Name");
    text(nameOf(command) + " - " + firstSentence(description));
    section("Synopsis");
    text(new Help(command, Help.defaultColorScheme(Ansi.OFF)).synopsis(0).replaceAll("\\s+", " "));
    section("Description");
    text(String.join(" ", description).strip());
    commands(command);
    arguments("Arguments", command.positionalParameters().stream());
    arguments("Options", command.options().stream());
    footer(command.usageMessage().footer());
    seeAlso(command);
    return page.toString();
  }

  private void commands(CommandSpec command) {
    if (!command.subcommands().isEmpty()) {
      section("Commands");
      for (CommandSpec below : visibleBelow(command).toList()) {
        entry(below.name(), firstSentence(below.usageMessage().description()));
      }
    }
  }

  private void arguments(String title, Stream<? extends ArgSpec> all) {
    List<? extends ArgSpec> shown = all.filter(argument -> !argument.hidden()).toList();
    if (!shown.isEmpty()) {
      section(title);
      for (ArgSpec argument : shown) {
        entry(OptionTables.head(argument), String.join(" ", argument.description()).strip());
      }
    }
  }

  private void footer(String[] lines) {
    String paragraphs = String.join("\n", lines).strip();
    for (String paragraph : paragraphs.split("\n\n", -1)) {
      Matcher title = TITLE.matcher(paragraph);
      boolean titled = title.lookingAt();
      section(titled ? title.group(1) : "Notes");
      line(".nf");
      text((titled ? paragraph.substring(title.end()) : paragraph).stripIndent().strip());
      line(".fi");
    }
  }

  private void seeAlso(CommandSpec command) {
    Stream<CommandSpec> above = Stream.ofNullable(command.parent());
    String pages =
        Stream.concat(above, visibleBelow(command))
            .map(other -> nameOf(other) + "(1)")
            .collect(Collectors.joining(", "));
    section("See also");
    text(pages);
  }

  private static Stream<CommandSpec> visibleBelow(CommandSpec command) {
    return command.subcommands().values().stream()
        .map(CommandLine::getCommandSpec)
        .filter(below -> !below.usageMessage().hidden());
  }

  private void section(String title) {
    line(".SH \"" + title.toUpperCase(Locale.ROOT) + "\"");
  }

  private void entry(String head, String body) {
    line(".TP");
    page.append(".B ");
    text(head);
    text(body);
  }

  /** Text as it stands: nothing in it is taken for markup. */
  private void text(String text) {
    for (String each : text.lines().toList()) {
      boolean command = each.startsWith(".") || each.startsWith("'");
      line(
          (command ? "\\&" : "")
              + each.codePoints().mapToObj(ManPages::glyph).collect(Collectors.joining()));
    }
  }

  private static String glyph(int c) {
    return switch (c) {
      case '\\' -> "\\e";
      case '-' -> "\\-";
      case '\'' -> "\\(aq";
      case '`' -> "\\(ga";
      case '^' -> "\\(ha";
      case '~' -> "\\(ti";
      case '"' -> "\\(dq";
      default -> c < 128 ? Character.toString(c) : "\\[u%04X]".formatted(c);
    };
  }

  private void line(String line) {
    page.append(line).append('\n');
  }

  private static String nameOf(CommandSpec command) {
    return command.qualifiedName("-");
  }

  /** Without its full stop. */
  private static String firstSentence(String[] description) {
    return String.join(" ", description).strip().split("\\.(?= [A-Z]|$)", 2)[0];
  }
}
