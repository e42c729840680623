package io.sppdet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.cli.option.OptionGroups;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

class UsageTest {
  @Test
  void versionNamesProgramAndJava() {
    Sppdet run = Sppdet.run("--version");
    assertEquals(0, run.exitCode());
    assertTrue(run.out().matches("sppdet \\S+\nJava \\S+, .+\n"), run.out());
    assertEquals(run.out(), Sppdet.run("detect", "--version").out());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpFitsTerminalAndDescribesAllOptions(String command) {
    Sppdet run =
        command.isEmpty() ? Sppdet.run("--help") : Sppdet.run(List.of(command.split(" ")), "-h");
    assertEquals(0, run.exitCode());
    assertEquals("", run.err());
    assertTrue(run.out().startsWith("Usage: " + ("sppdet " + command).strip()), run.out());
    assertTrue(run.out().contains("Example"), run.out());
    assertFalse(run.out().contains("${"), "a default was not filled in: " + run.out());
    run.outLines().forEach(line -> assertTrue(line.length() <= 80, line));
    for (OptionSpec option : spec(command).options()) {
      assertTrue(option.description().length > 0, option.longestName() + " is?");
    }
  }

  /** Whoever leaves an option out must be able to know what happens. */
  @ParameterizedTest
  @MethodSource("commands")
  void helpShowsTheDefaultOfEachValue(String command) {
    for (OptionSpec option : spec(command).options()) {
      String text = String.join(" ", option.description());
      assertTrue(
          option.arity().max() == 0 || option.required() || text.contains("default"),
          command + " " + option.longestName());
      String value = option.arity().max() == 0 ? null : option.defaultValue();
      String shown = "default: " + value;
      assertTrue(value == null || text.contains(shown), option.longestName() + ": " + shown);
    }
  }

  @Test
  void helpIsACommandToo() {
    assertEquals(Sppdet.run("--help").out(), Sppdet.run("help").out());
    assertEquals(
        Sppdet.run("dataset", "check", "-h").out(), Sppdet.run("help", "dataset", "check").out());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpListsEachOptionOnceUnderHeading(String command) {
    Sppdet run = Sppdet.run(command.isEmpty() ? List.of() : List.of(command.split(" ")), "--help");
    List<String> lines = run.outLines();
    Set<String> headings = OptionGroups.of(spec(command)).keySet();
    assertTrue(lines.containsAll(headings), run.out());
    assertEquals("General", List.copyOf(headings).get(headings.size() - 1));
    for (OptionSpec option : spec(command).options()) {
      String name = option.longestName().substring(2);
      String entry = " {2,6}(-\\w, | {4})--(\\[no-])?" + name + "([= ].*)?";
      long times = lines.stream().filter(line -> line.matches(entry)).count();
      assertEquals(1, times, option.longestName());
    }
  }

  @Test
  void headingIsThatOfFieldOrElseOfClass() {
    Map<String, List<OptionSpec>> groups = OptionGroups.of(spec("detect"));
    assertEquals(List.of("--model", "--trust-model", "--precision"), names(groups.get("Model")));
    assertEquals(List.of("--draw", "--crops", "--report"), names(groups.get("Pictures")));
    assertTrue(names(groups.get("Detection")).containsAll(List.of("--nms", "--threshold")));
    assertTrue(names(groups.get("General")).containsAll(List.of("--threads", "--quiet", "--help")));
  }

  private static List<String> names(List<OptionSpec> options) {
    return options.stream().map(OptionSpec::longestName).toList();
  }

  /** All commands but the program itself by the words that call them, and that as "". */
  static List<String> commands() {
    List<String> commands = new ArrayList<>(List.of(""));
    collect(Main.commandLine(Map.of()), "", commands);
    return commands;
  }

  private static void collect(CommandLine command, String words, List<String> commands) {
    command
        .getSubcommands()
        .forEach(
            (name, sub) -> {
              commands.add((words + " " + name).strip());
              collect(sub, words + " " + name, commands);
            });
  }

  private static CommandSpec spec(String command) {
    CommandLine found = Main.commandLine(Map.of());
    for (String word : command.isEmpty() ? new String[0] : command.split(" ")) {
      found = found.getSubcommands().get(word);
    }
    return found.getCommandSpec();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | Missing required subcommand",
        "detekt x.jpg | unknown command 'detekt', did you mean detect?",
        "photo.jpg | unknown command 'photo.jpg'; to find objects in it: sppdet detect photo.jpg",
        "samples | unknown command 'samples'; to find objects in it: sppdet detect samples",
        "help detekt | unknown command 'detekt', did you mean detect?",
        "--verison | unknown option '--verison', did you mean --version?",
        "--slices auto x.jpg | sppdet has no option '--slices' (detect, eval have)",
        "detect | Missing required parameter: 'IMAGE'",
        "detect --treshold 0.5 x.jpg | unknown option '--treshold', did you mean --threshold?",
        "detect --treshold=0.5 x.jpg | unknown option '--treshold', did you mean --threshold?",
        "detect --unheard x.jpg | unknown option '--unheard'",
        "detect -x x.jpg | unknown option '-x'",
        "detect x.jpg --threshold | Missing required parameter for option '--threshold' (SCORE)",
        "detect -t high x.jpg | 'high' is not a double",
        "detect -t 0,5 x.jpg | '0,5' is not a double",
        "detect -t 0.5 -t 0.6 x.jpg | should be specified only once",
        "detect --threads two x.jpg | 'two' is not an int",
        "detect --max-pixels many x.jpg | 'many' is not a number such as 5000000 or 5M",
        "inspect x.jpg --slices auto | inspect has no option '--slices' (detect, eval have)",
        "classify x.jpg --draw=d | classify has no option '--draw' (detect has)",
        "inspect -o d | Missing required parameter: 'IMAGE'",
        "inspect x.jpg -o d --boxes 1,2,3 | '1,2,3' is not a box x1,y1,x2,y2",
        "inspect x.jpg -o d --boxes 5,5,1,9 | '5,5,1,9' is not a box x1,y1,x2,y2",
        "inspect x.jpg -o d --boxes 1,2,NaN,4 | is not a box x1,y1,x2,y2",
        "eval | Missing required parameter: 'DATASET'",
        "eval a b | unexpected argument 'b'",
        "dataset | Missing required subcommand",
        "dataset chek a | unknown command 'chek', did you mean check?",
        "dataset check | Missing required parameter: 'DATASET'",
        "detect --format cocoo x | one of json, jsonl, coco, coco-dataset, voc, yolo, csv,",
        "detect --format cocoo x | but was 'cocoo', did you mean coco?",
        "detect --format xml x | but was 'xml'",
        "detect --proposals fasst x | opencv-quality but was 'fasst', did you mean fast?",
        "train a -o b --proposals guess | expected one of auto, fast, fine, quality, exact-fast,",
        "train a -o b --proposals autoo | but was 'autoo', did you mean auto?",
        "eval a --dataset-format yollo | but was 'yollo', did you mean yolo?",
        "detect --color blue x | one of auto, always, never but was 'blue'",
        "model lst | unknown command 'lst', did you mean list?",
        "model info | Missing required parameter: 'MODEL'",
        "train a | Missing required option: '--output=MODEL_DIR'",
      })
  void wrongCommandLinePointsToHelp(String args, String message) {
    Sppdet run = args.isEmpty() ? Sppdet.run() : Sppdet.run(List.of(args.split(" ")));
    assertEquals(2, run.exitCode());
    assertEquals("", run.out());
    assertEquals(2, run.errLines().size(), run.err());
    assertTrue(run.errLines().get(0).startsWith("sppdet: "), run.err());
    assertTrue(run.errLines().get(0).contains(message), run.err());
    assertTrue(run.errLines().get(1).matches("Try 'sppdet.* --help'\\."), run.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-t 1.5 | --threshold: must lie in [0, 1]",
        "-t -0.1 | --threshold: must lie in [0, 1]",
        "-t NaN | --threshold: must lie in [0, 1]",
        "--nms 2 | --nms: must lie in [0, 1]",
        "--nms NaN | --nms: must lie in [0, 1]",
        "--max-detections -1 | --max-detections: must not be negative",
        "--max-proposals 0 | --max-proposals: must be at least 1",
        "--threads 0 | --threads: must be at least 1",
        "--threads -3 | --threads: must be at least 1",
        "--max-pixels 0 | --max-pixels: must lie in [1, 500000000]: 0",
        "--max-pixels 0.6G | --max-pixels: must lie in [1, 500000000]: 600000000",
        "--max-file-size 3G | --max-file-size: must lie in [1, 2000000000]: 3000000000",
        "--stdin-image | --stdin-image: goes without an IMAGE",
        "--classes unicorn | --classes: the model knows no 'unicorn'; it knows ",
      })
  void valueOutOfRangeIsOneLine(String option, String message) {
    Sppdet run = Sppdet.run("detect", List.of(option.split(" ")), "missing.jpg");
    assertRefused(2, message, run);
  }

  @Test
  void emptyNamesAreRefused() {
    assertRefused(2, "IMAGE: the name is empty", Sppdet.run("detect", ""));
    assertRefused(3, ": no such model directory", Sppdet.run("detect", "-m", "", "missing.jpg"));
  }

  @Test
  void unknownModelListsShippedOnes() {
    Sppdet run = Sppdet.run("detect", "--model", "resnet", "missing.jpg");
    assertRefused(3, "resnet: no such model directory, nor a shipped model (imagenet, ", run);
  }

  @Test
  void misspeltModelAndClassAreGuessed() {
    Sppdet run = Sppdet.run("detect", "--model", "voc7", "missing.jpg");
    assertRefused(3, "voc7: no such model directory, nor a shipped model (imagenet, ", run);
    assertTrue(run.err().endsWith(", did you mean voc07?\n"), run.err());
    run = Sppdet.run("detect", "--classes", "persn", "missing.jpg");
    assertRefused(2, "the model knows no 'persn'; it knows ", run);
    assertTrue(run.err().endsWith(", did you mean person?\n"), run.err());
    assertFalse(Sppdet.run("detect", "-m", "resnet", "missing.jpg").err().contains("mean"));
  }

  @Test
  void colourIsAsAsked() {
    String escape = "\u001b[";
    assertTrue(Sppdet.run("detect", "--color", "always", "--help").out().contains(escape));
    assertFalse(Sppdet.run("detect", "--color", "never", "--help").out().contains(escape));
    Sppdet run = Sppdet.run("detect", "--color=always", "-m", "resnet", "missing.jpg");
    assertTrue(run.err().startsWith(escape), run.err());
    run = Sppdet.run("detect", "--color=never", "-m", "resnet", "missing.jpg");
    assertTrue(run.err().startsWith("sppdet: "), run.err());
  }

  @Test
  void modelThatOnlyClassifiesIsRefused() {
    Sppdet run = Sppdet.run("detect", "--model", "imagenet", "missing.jpg");
    assertRefused(3, "models/imagenet: this model holds no detector", run);
  }

  @Test
  void verboseShowsWhereAnErrorCameFrom() {
    Sppdet run = Sppdet.run("detect", "--model", "resnet", "--verbose", "missing.jpg");
    assertEquals(3, run.exitCode());
    assertTrue(run.errLines().get(0).startsWith("sppdet: resnet: "), run.err());
    assertTrue(run.err().contains("\tat io.sppdet."), run.err());
  }

  private static void assertRefused(int exitCode, String message, Sppdet run) {
    assertEquals(exitCode, run.exitCode());
    assertEquals("", run.out());
    assertEquals(1, run.errLines().size(), run.err());
    assertTrue(run.err().contains(message), run.err());
  }
}
