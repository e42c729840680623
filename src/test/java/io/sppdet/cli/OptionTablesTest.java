package io.sppdet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.cli.option.OptionGroups;
import io.sppdet.cli.option.OutputOptions;
import io.sppdet.cli.option.Writes;
import io.sppdet.output.OutputFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The tables of options in the pages say what the commands take, and the same defaults as help. */
class OptionTablesTest {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /** In help "(default: 5; more)"; in pages "(default 5; more)" too, or "`5` (default; more)". */
  private static final Pattern DEFAULT =
      Pattern.compile("(?:`([^`]+)` )?\\(default(?::? ((?:[^;,)]|,(?! ))+))?");

  /**
   * A row of a table.
   *
   * @param options such as {@code -m, --model MODEL}
   */
  private record Row(List<String> options, String text) {
    static List<Row> in(String page) throws IOException {
      List<Row> rows = new ArrayList<>();
      for (String line : Files.readAllLines(Path.of("src/site/markdown", page))) {
        String[] cells = line.split("(?<!\\\\)\\|", -1);
        if (line.startsWith("| `-")) {
          rows.add(new Row(all(CODE, cells[1], 1), cells[2]));
        }
      }
      return rows;
    }
  }

  private static List<String> all(Pattern pattern, String text, int group) {
    return pattern.matcher(text.replace("\\|", "|")).results().map(m -> m.group(group)).toList();
  }

  private static CommandSpec command(String name) {
    CommandLine program = Main.commandLine(Map.of());
    return program.getSubcommands().get(name).getCommandSpec();
  }

  /** As a row has it: shorter name first, then what stands for the value. */
  private static String head(OptionSpec option) {
    String names = String.join(", ", option.names());
    if (option.arity().max() == 0) {
      return names;
    }
    return names + " " + option.paramLabel() + (option.splitRegex().isEmpty() ? "" : ",…");
  }

  private static String defaultOf(String text) {
    List<MatchResult> found = DEFAULT.matcher(text).results().toList();
    if (found.isEmpty()) {
      return null;
    }
    MatchResult first = found.get(0);
    String value = first.group(2) == null ? first.group(1) : first.group(2);
    return value == null ? null : value.replace("`", "").strip();
  }

  @ParameterizedTest
  @CsvSource({
    "detect.md,detect",
    "sort.md,detect",
    "evaluate.md,eval",
    "classify.md,train-classifier",
  })
  void aRowIsOfAnOption(String page, String command) throws IOException {
    Map<String, OptionSpec> options =
        command(command).options().stream()
            .collect(Collectors.toMap(OptionTablesTest::head, option -> option));
    List<Row> rows = Row.in(page);
    assertTrue(rows.size() > 2, page);
    int defaults = 0;
    for (Row row : rows) {
      for (String head : row.options()) {
        assertTrue(options.containsKey(head), page + ": " + head + " is none of " + command);
      }
      String told = row.options().size() == 1 ? defaultOf(row.text()) : null;
      if (told != null) {
        OptionSpec option = options.get(row.options().get(0));
        String help = defaultOf(String.join(" ", option.description()));
        assertEquals(help, told, page + ": " + row.options());
        defaults++;
      }
    }
    assertTrue(defaults > 1, page);
  }

  /** What is not general, and has no page of its own. */
  @Test
  void allOptionsOfDetectHaveARow() throws IOException {
    Set<String> missing = new TreeSet<>();
    OptionGroups.of(command("detect"))
        .forEach(
            (heading, options) -> {
              if (!heading.equals("General")) {
                options.forEach(option -> missing.add(head(option)));
              }
            });
    assertTrue(missing.size() > 30, missing.toString());
    Stream.concat(Row.in("detect.md").stream(), Row.in("sort.md").stream())
        .forEach(row -> row.options().forEach(missing::remove));
    assertEquals(Set.of(), missing);
  }

  @Test
  void allFormatsAreInTheirRow() throws IOException {
    Row row =
        Row.in("detect.md").stream()
            .filter(each -> each.options().get(0).startsWith("--format "))
            .findFirst()
            .orElseThrow();
    Set<String> told = new HashSet<>(all(CODE, row.text(), 1));
    for (OutputFormat format : OutputFormat.values()) {
      assertTrue(told.contains(format.toString()), format + " is not in detect.md");
    }
  }

  /** Else a run could replace, in such a folder, what another reads. */
  @Test
  void theFilesOfAllFormatsAreKnownToBeWritten() throws NoSuchFieldException {
    String names =
        OutputOptions.class.getDeclaredField("output").getAnnotation(Writes.class).named();
    for (OutputFormat format : OutputFormat.values()) {
      assertTrue(format.isFolder() || format.fileName().matches(names), format.fileName());
    }
  }

  /** An error below the command line is about a setting; who uses the library has no options. */
  @Test
  void layersBelowNameNoOption() throws IOException {
    Pattern option = Pattern.compile("\"[^\"\\n]*(?<![\\w-])--[a-z][a-z-]+");
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java/io/sppdet"))) {
      for (Path source : sources.filter(file -> file.toString().endsWith(".java")).toList()) {
        boolean names = option.matcher(Files.readString(source)).find();
        assertTrue(source.startsWith("src/main/java/io/sppdet/cli") || !names, source.toString());
      }
    }
  }
}
