package io.sppdet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.error.SppdetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.ParameterException;

/**
 * The README and the pages it leads to: their links lead somewhere, their commands are commands.
 */
class DocumentationTest {
  private static final Path PAGES = Path.of("src/site/markdown");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]*)(?:#([^)\\s]*))?\\)");
  private static final Pattern SHELL = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
  private static final Pattern COMMAND =
      Pattern.compile("(?m)(?:^|\\| |\\()(?:scripts/)?sppdet ([^\n|>#)]*)");
  private static final Pattern CODE = Pattern.compile("`[^`\n]+`|<code>[^<]+</code>");

  /** A class of ours, behind the packages below {@code io.sppdet}. */
  private static final Pattern CLASS =
      Pattern.compile(
          "(?<![\\w./-])(?!ai\\.|com\\.|io\\.|java\\.|org\\.)((?:[a-z]+\\.)*[a-z]+)\\.([A-Z]\\w+)");

  private static final Pattern PLACE =
      Pattern.compile("<!-- ([\\w-]+): (scripts/[\\w-]+)[^\n]* -->\n");

  private static final Pattern END = Pattern.compile("<!-- end of ");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(Path.of("README.md"), Path.of("CONTRIBUTING.md")));
    try (Stream<Path> children = Files.list(PAGES)) {
      children.filter(p -> p.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    return pages;
  }

  @ParameterizedTest
  @MethodSource("pages")
  void linksLeadSomewhere(Path page) throws IOException {
    for (MatchResult link : all(LINK, Files.readString(page))) {
      if (link.group(1).contains("://")) {
        continue;
      }
      Path target =
          link.group(1).isEmpty()
              ? page
              : page.toAbsolutePath().getParent().resolve(link.group(1)).normalize();
      assertTrue(Files.exists(target), () -> page + " links to " + link.group(1));
      if (link.group(2) != null) {
        assertTrue(anchors(target).contains(link.group(2)), () -> page + " links to " + link);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void commandsAreUnderstood(Path page) throws IOException {
    for (List<String> command : commands(page)) {
      try {
        Main.commandLine(Map.of()).parseArgs(command.toArray(String[]::new));
      } catch (ParameterException e) {
        throw new AssertionError(page + ": sppdet " + command + ": " + e.getMessage());
      }
    }
  }

  /** What stands behind each {@code sppdet} in the blocks for a shell, in words. */
  static List<List<String>> commands(Path page) throws IOException {
    List<List<String>> commands = new ArrayList<>();
    for (MatchResult block : all(SHELL, Files.readString(page))) {
      for (MatchResult command : all(COMMAND, block.group(1))) {
        commands.add(
            all(WORD, command.group(1)).stream()
                .map(word -> word.group(1) != null ? word.group(1) : word.group(2))
                .toList());
      }
    }
    return commands;
  }

  /** Such as {@code detect.Pipeline}, in code of the pages and on that of {@code inspect}. */
  @Test
  void classesAreThere() throws IOException {
    List<Path> texts = new ArrayList<>(pages());
    texts.add(Path.of("src/main/resources/io/sppdet/inspect/inspect.mustache"));
    int named = 0;
    for (Path text : texts) {
      for (MatchResult code : all(CODE, Files.readString(text))) {
        for (MatchResult name : all(CLASS, code.group())) {
          String file = name.group(1).replace('.', '/') + "/" + name.group(2) + ".java";
          boolean here =
              Stream.of("main", "spark")
                  .anyMatch(from -> Files.exists(Path.of("src", from, "java/io/sppdet", file)));
          assertTrue(here, () -> text + " tells of " + name.group());
          named++;
        }
      }
    }
    assertTrue(named > 30, "only " + named + " classes in all pages");
  }

  @Test
  void commandsAreFound() throws IOException {
    int commands = 0;
    for (Path page : pages()) {
      commands += commands(page).size();
    }
    assertTrue(commands > 30, "only " + commands + " commands in all pages");
  }

  /** Each page of the site is one click from the README. */
  @Test
  void readmeLeadsToAllPages() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    List<Path> missing = new ArrayList<>(pages());
    missing.removeIf(page -> page.endsWith("README.md") || readme.contains("(" + page + ")"));
    assertFalse(missing.iterator().hasNext(), () -> "not in the README: " + missing);
  }

  /** Who changes the code finds each script by what it is for. */
  @Test
  void contributingNamesAllScripts() throws IOException {
    String contributing = Files.readString(Path.of("CONTRIBUTING.md"));
    try (Stream<Path> scripts = Files.list(Path.of("scripts"))) {
      List<Path> missing =
          scripts
              .filter(script -> Files.isRegularFile(script) && Files.isExecutable(script))
              .filter(script -> !contributing.contains("`" + script))
              .toList();
      assertTrue(missing.isEmpty(), () -> "not in CONTRIBUTING.md: " + missing);
    }
  }

  @Test
  void scriptsThatCheckOrMeasureSayHowLongTheyTake() throws IOException {
    try (Stream<Path> scripts = Files.list(Path.of("scripts"))) {
      for (Path script : scripts.filter(Files::isRegularFile).toList()) {
        boolean slow = script.getFileName().toString().matches("bench|ablate|soak|check-.*");
        assertTrue(!slow || Files.readString(script).contains("Takes "), script::toString);
      }
    }
  }

  /** A place that {@code scripts/docs-table} fills is closed, and its command is there. */
  @Test
  void tablesComeFromCommands() throws IOException {
    int places = 0;
    for (Path page : pages()) {
      String text = Files.readString(page);
      for (MatchResult place : all(PLACE, text)) {
        String end = "<!-- end of " + place.group(1) + " -->";
        assertEquals(2, text.split(end, -1).length, () -> page + " should hold once " + end);
        assertTrue(text.indexOf(end) > place.end(), () -> page + ": " + end);
        assertTrue(Files.isExecutable(Path.of(place.group(2))), place::group);
        places++;
      }
      assertEquals(all(PLACE, text).size(), all(END, text).size(), page::toString);
    }
    assertTrue(places > 5, places + " places");
  }

  @Test
  void readmeTellsAllExitCodes() throws IOException {
    Set<String> codes = new TreeSet<>(Set.of("0"));
    for (SppdetException.Kind kind : SppdetException.Kind.values()) {
      codes.add(String.valueOf(kind.exitCode()));
    }
    Pattern row = Pattern.compile("(?m)^\\| (\\d+) \\|");
    Set<String> told = new TreeSet<>();
    all(row, Files.readString(Path.of("README.md"))).forEach(found -> told.add(found.group(1)));
    assertEquals(codes, told);
  }

  /** Headings as the repository's pages name them: lower case, words joined by hyphens. */
  private static List<String> anchors(Path page) throws IOException {
    return Files.readAllLines(page).stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
        .map(line -> line.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
        .toList();
  }

  private static List<MatchResult> all(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.results().toList();
  }
}
