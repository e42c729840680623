package io.sppdet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The tables of options in the pages are those that {@code scripts/options} prints. */
class OptionTablesTest {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  private static final Pattern PLACE =
      Pattern.compile(
          "<!-- ([\\w-]+): scripts/options ([\\w-]+) '([^']+)' -->\n(.*?)<!-- end of \\1 -->",
          Pattern.DOTALL);

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

  /** Else {@code scripts/docs-table 'options-*'} writes them anew. */
  @ParameterizedTest
  @ValueSource(strings = {"detect.md", "sort.md", "evaluate.md", "classify.md", "train.md"})
  void tablesSayWhatHelpSays(String page) throws IOException {
    String text = Files.readString(Path.of("src/site/markdown", page));
    List<MatchResult> places = PLACE.matcher(text).results().toList();
    assertFalse(places.isEmpty(), page);
    for (MatchResult place : places) {
      String table = OptionTables.of(place.group(2), place.group(3));
      assertEquals("\n" + table + "\n", place.group(4), page + ": " + place.group(1));
    }
  }

  @Test
  void aRowHasNamesValueTextAndDefault() {
    String rows = OptionTables.of("detect", "Detection, Input");
    assertTrue(rows.startsWith("| Detection | |\n|---|---|\n| `"), rows);
    assertTrue(rows.contains("\n\n| Input | |\n"), rows);
    assertTrue(rows.contains("\n| `-t, --threshold SCORE` | Least score"), rows);
    assertTrue(rows.contains("\n| `--classes NAME,…` | "), rows);
    assertTrue(rows.contains("\n| `--slices auto\\|N` | "), rows);
    assertTrue(rows.contains("fine proposals; `--scales` and `--proposals` go before"), rows);
    assertTrue(rows.contains("(default: 200M, at most 500M)"), rows);
  }

  /** Whatever takes a value and may be left out says in help what holds then. */
  @Test
  void helpTellsTheDefaultOfEveryOption() {
    List<String> told = new ArrayList<>();
    List<String> silent = new ArrayList<>();
    lookForDefaults(Main.commandLine(Map.of()).getCommandSpec(), told, silent);
    assertEquals(List.of(), silent);
    assertTrue(told.size() > 100, told.toString());
  }

  private static void lookForDefaults(CommandSpec command, List<String> told, List<String> silent) {
    for (OptionSpec option : command.options()) {
      if (option.arity().max() > 0 && !option.required() && !option.hidden()) {
        boolean tells = String.join(" ", option.description()).contains("default");
        (tells ? told : silent).add(command.qualifiedName() + " " + option.longestName());
      }
    }
    command
        .subcommands()
        .values()
        .forEach(it -> lookForDefaults(it.getCommandSpec(), told, silent));
  }

  /** What is not general, and has no page of its own. */
  @Test
  void allOptionsOfDetectHaveARow() throws IOException {
    Set<String> missing = new TreeSet<>();
    OptionGroups.of(command("detect"))
        .forEach(
            (heading, options) -> {
              if (!heading.equals("General")) {
                options.forEach(option -> missing.add(OptionTables.head(option)));
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
    Set<String> told = new HashSet<>(List.of(row.text().split("[ ,;]+", -1)));
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
