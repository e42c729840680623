package io.sppdet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
  @Test
  void versionNamesProgramAndJava() {
    Sppdet run = Sppdet.run("--version");
    assertEquals(0, run.exitCode());
    assertTrue(run.out().matches("sppdet \\S+\nJava \\S+, .+\n"), run.out());
    assertEquals(run.out(), Sppdet.run("detect", "--version").out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "detect",
        "classify",
        "train",
        "train-classifier",
        "eval",
        "dataset",
        "dataset check"
      })
  void helpFitsTerminalAndDescribesAllOptions(String command) {
    Sppdet run =
        command.isEmpty() ? Sppdet.run("--help") : Sppdet.run(List.of(command.split(" ")), "-h");
    assertEquals(0, run.exitCode());
    assertEquals("", run.err());
    assertTrue(run.out().startsWith("Usage: " + ("sppdet " + command).strip()), run.out());
    assertTrue(run.out().contains("Example"), run.out());
    assertFalse(run.out().contains("${"), "a default was not filled in: " + run.out());
    run.outLines().forEach(line -> assertTrue(line.length() <= 80, line));
    Main.commandLine()
        .getSubcommands()
        .getOrDefault(command, Main.commandLine())
        .getCommandSpec()
        .options()
        .forEach(
            option -> assertTrue(option.description().length > 0, option.longestName() + " is?"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | Missing required subcommand",
        "detekt x.jpg | unknown command 'detekt', did you mean detect?",
        "photo.jpg | unknown command 'photo.jpg'",
        "--verison | unknown option '--verison', did you mean --version?",
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
        "eval | Missing required parameter: 'DATASET'",
        "eval a b | unexpected argument 'b'",
        "dataset | Missing required subcommand",
        "dataset chek a | unknown command 'chek', did you mean check?",
        "dataset check | Missing required parameter: 'DATASET'",
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
        "--proposals guess | guess: unknown proposal method; known are fast, ",
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
