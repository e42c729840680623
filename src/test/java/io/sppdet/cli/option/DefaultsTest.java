package io.sppdet.cli.option;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.cli.Main;
import io.sppdet.cli.Sppdet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.ParseResult;

class DefaultsTest {
  @TempDir Path folder;

  private final Map<String, String> environment = new HashMap<>();

  /** Command line, variables, --config, user's file, built in: each goes before those behind it. */
  @Test
  void eachSourceGoesBeforeTheNext() throws IOException {
    assertEquals("voc07", value("--model", "detect"));
    userFile("model = user\nthreads = 2");
    assertEquals("user", value("--model", "detect"));
    Path config = write("config", "model = config");
    assertEquals("config", value("--model", "detect", "--config", config.toString()));
    assertEquals((Integer) 2, value("--threads", "detect", "--config", config.toString()));
    environment.put("SPPDET_CONFIG", config.toString());
    assertEquals("config", value("--model", "detect"));
    assertEquals("other", value("--model", "detect", "--config", write("c2", "model=other") + ""));
    environment.put("SPPDET_MODEL", "variable");
    assertEquals("variable", value("--model", "detect"));
    assertEquals("given", value("--model", "detect", "-m", "given"));
    environment.put("SPPDET_MODEL", "");
    assertEquals("config", value("--model", "detect"));
  }

  @Test
  void userFileIsBelowHomeToo() throws IOException {
    Path file = Files.createDirectories(folder.resolve(".config/sppdet")).resolve("config");
    Files.writeString(file, "model = mine");
    environment.put("HOME", folder.toString());
    assertEquals("mine", value("--model", "eval"));
    environment.put("XDG_CONFIG_HOME", folder.resolve("elsewhere").toString());
    assertEquals("voc07", value("--model", "eval"));
  }

  /** In each source the key of one command goes before that of all. */
  @Test
  void keyOfOneCommandIsForItAlone() throws IOException {
    userFile("threshold = 0.2\neval.threshold = 0.1\ndataset.check.strict = true");
    assertEquals((Double) 0.2, value("--threshold", "detect"));
    assertEquals((Double) 0.1, value("--threshold", "eval"));
    assertEquals((Boolean) true, value("--strict", "dataset", "check"));
    assertEquals((Boolean) false, value("--strict", "train", "-o=m"));
    environment.put("SPPDET_THRESHOLD", "0.4");
    environment.put("SPPDET_DETECT_THRESHOLD", "0.3");
    assertEquals((Double) 0.3, value("--threshold", "detect"));
    assertEquals((Double) 0.4, value("--threshold", "eval"));
  }

  @Test
  void aFileOfDefaultsIsReadNoFurtherThanOneMayBeLong() {
    Sppdet run = Sppdet.run("detect", "--config", "/dev/zero", "a.jpg");
    assertEquals(2, run.exitCode(), run.err());
    assertEquals(
        List.of("sppdet: /dev/zero: can't be read: larger than 1,048,576 bytes"), run.errLines());
  }

  /** As an editor on Windows leaves it, with a name in another encoding in a comment. */
  @Test
  void theMarkOfAnEditorIsNoKey() throws IOException {
    Path config = folder.resolve("config");
    Files.write(config, "\uFEFFmodel = mine\r\n# Gr\u00F6\u00DFe\r\n".getBytes(UTF_8));
    assertEquals("mine", value("--model", "detect", "--config", config.toString()));
    Files.write(config, "# Gr\u00F6\u00DFe\nmodel = mine".getBytes(ISO_8859_1));
    assertEquals("mine", value("--model", "detect", "--config", config.toString()));
  }

  @Test
  void variablesOfAnotherMeaningAreNoOptions() {
    environment.put("SPPDET_CACHE", "/cache");
    assertNull(value("--cache", "train", "-o=m"));
    environment.put("SPPDET_TRAIN_CACHE", "maps");
    assertEquals(Path.of("maps"), value("--cache", "train", "-o=m"));
  }

  @Test
  void listsAndFlagsCanBeSetAndOverruled() throws IOException {
    userFile(
        """
        # a comment

        classes=dog,cat
        format = csv,voc
        train.scales = 300
        recursive = true
        verbose = true
        lateral = false
        """);
    assertEquals(List.of("dog", "cat"), value("--classes", "detect"));
    assertEquals(List.of("bird"), value("--classes", "detect", "--classes", "bird"));
    assertEquals("[csv, voc]", value("--format", "detect").toString());
    assertEquals(
        "[yolo, json]", value("--format", "detect", "--format=yolo", "--format=json") + "");
    assertEquals(List.of(300), value("--scales", "train", "-o=m"));
    assertEquals(List.of(400, 500), value("--scales", "train", "-o=m", "--scales=400,500"));
    assertEquals((Boolean) true, value("--recursive", "detect"));
    assertEquals((Boolean) true, value("--recursive", "detect", "-r"));
    assertEquals((Boolean) false, value("--recursive", "detect", "--recursive=false"));
    assertEquals((Boolean) false, value("--lateral", "train", "-o=m"));
    assertEquals((Boolean) true, value("--lateral", "train", "-o=m", "--lateral"));
    assertEquals((Boolean) false, value("--lateral", "train", "-o=m", "--no-lateral"));
  }

  @Test
  void requiredOptionCanBeSet() throws IOException {
    userFile("train.output = made");
    assertEquals(Path.of("made"), value("--output", "train"));
  }

  /** Code that asks what the user typed must not be told what the files say. */
  @Test
  void onlyTheCommandLineMatches() throws IOException {
    userFile("nms = 0.4\nquiet = true");
    ParseResult parsed = parse("eval", "--threads", "1").subcommand();
    assertFalse(parsed.hasMatchedOption("--nms"));
    assertFalse(parsed.hasMatchedOption("--quiet"));
    assertTrue(parsed.hasMatchedOption("--threads"));
    Path found = write("found.json", "[]");
    Sppdet run = Sppdet.run(environment, "eval", folder.resolve("none"), "--detections", found);
    assertTrue(run.err().contains("data set folder does not exist"), run.err());
  }

  @Test
  void helpTellsTheDefaultInEffect() throws IOException {
    userFile("model = mine\ndetect.max-pixels = 7M");
    String help = Sppdet.run(environment, "detect", "--help").out().replaceAll("\\s+", " ");
    assertTrue(help.contains("(default: mine)"), help);
    assertTrue(help.contains("(default: 7M, at most"), help);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'treshold = 1' | :1: unknown key 'treshold', did you mean threshold?",
        "'detect.epochs = 1' | :1: unknown key 'detect.epochs'",
        "'help = true' | :1: unknown key 'help'",
        "'config = other' | :1: unknown key 'config'",
        "'# a;;threads' | :3: neither 'key = value' nor a comment (#)",
        "'= 3' | :1: neither 'key = value'",
        "'threads =' | :1: key 'threads' has no value",
        "'threads = 1;threads = 2' | :2: key 'threads' is there twice",
        "';threads = two' | :2: Invalid value for option '--threads': 'two' is not an int",
        "'threads = 0' | :1: --threads: must be at least 1, not 0",
        "'recursive = yes' | :1: Invalid value for option '--recursive': 'yes' is not a boolean",
        "'format = cvs' | but was 'cvs', did you mean csv?",
      })
  void faultyFileIsOneLineThatNamesPlace(String lines, String message) throws IOException {
    Path config = write("config", lines.replace(';', '\n'));
    Sppdet run = Sppdet.run("detect", "--config", config, "missing.jpg");
    assertEquals(2, run.exitCode());
    assertEquals(1, run.errLines().size(), run.err());
    assertTrue(run.err().startsWith("sppdet: " + config + ":"), run.err());
    assertTrue(run.err().contains(message), run.err());
    assertEquals("", run.out());
  }

  @Test
  void helpIsThereWhateverIsInFiles() throws IOException {
    Path config = write("config", "treshold = 1");
    Sppdet run = Sppdet.run("detect", "--config", config, "--help");
    assertEquals(0, run.exitCode());
    assertTrue(run.out().startsWith("Usage: sppdet detect"), run.out());
  }

  @Test
  void faultyVariableAndMissingFileAreNamed() {
    environment.put("SPPDET_DETECT_THREADS", "x");
    Sppdet run = Sppdet.run(environment, "detect", "missing.jpg");
    assertEquals(2, run.exitCode());
    assertTrue(run.err().startsWith("sppdet: SPPDET_DETECT_THREADS: Invalid value"), run.err());
    run = Sppdet.run("detect", "--config", folder.resolve("none"), "missing.jpg");
    assertEquals(2, run.exitCode());
    assertEquals("sppdet: " + folder.resolve("none") + ": no such file\n", run.err());
  }

  @Test
  void verboseCanBeSet() {
    environment.put("SPPDET_VERBOSE", "true");
    Sppdet run = Sppdet.run(environment, "detect", "-m", "resnet", "missing.jpg");
    assertTrue(run.err().contains("\tat io.sppdet."), run.err());
  }

  private Object value(String option, String... args) {
    ParseResult last = parse(args);
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    return last.commandSpec().findOption(option).getValue();
  }

  private ParseResult parse(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("input");
    return Main.commandLine(environment).parseArgs(all.toArray(String[]::new));
  }

  private void userFile(String text) throws IOException {
    Path file = Files.createDirectories(folder.resolve("sppdet")).resolve("config");
    Files.writeString(file, text);
    environment.put("XDG_CONFIG_HOME", folder.toString());
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
