package io.sppdet.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.cli.Main;
import io.sppdet.cli.Sppdet;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Asks the shells themselves, those that are installed, and compares with what picocli parses. */
class CompletionCommandTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"bash,sppdet", "zsh,_sppdet", "fish,sppdet.fish"})
  void shellCompletesCommandsOptionsAndValues(String shell, String file) throws Exception {
    Map<String, Collection<String>> expected = new LinkedHashMap<>();
    expected.put("sppdet det", Set.of("detect"));
    expected.put("sppdet detect --pro", Set.of("--proposals"));
    expected.put("sppdet detect -r --format c", Set.of("coco", "coco-dataset", "csv"));
    expected.put("sppdet train --no-l", Set.of("--no-lateral"));
    expected.put("sppdet detect --classes cat,do", Set.of("cat,dog"));
    expected.put("sppdet detect --classes anim", Set.of("animal"));
    expected.put("sppdet detect --model vo", Set.of("voc07"));
    expected.put("sppdet detect -m her", Set.of("here"));
    Files.createDirectories(folder.resolve("models/here"));
    Files.createFile(folder.resolve("models/here/model.json"));
    Files.createFile(folder.resolve("scan.jpg"));
    expected.put("sppdet detect sca", Set.of("scan.jpg"));
    expected.put("sppdet detect -o sca", Set.of("scan.jpg"));
    expected.put("sppdet dataset check --dataset-format y", Set.of("yolo"));
    expected.put("sppdet completion f", Set.of("fish"));
    expectAllOf("sppdet", Main.commandLine(), expected);
    Map<String, Collection<String>> answers = ask(shell, file, expected.keySet());
    expected.forEach(
        (line, words) ->
            assertEquals(new TreeSet<>(words), new TreeSet<>(answers.get(line)), line));
  }

  /** All commands, long options and fixed values below a command, as its model has them. */
  private static void expectAllOf(
      String line, CommandLine command, Map<String, Collection<String>> expected) {
    List<String> names = new ArrayList<>();
    for (OptionSpec option : command.getCommandSpec().options()) {
      Stream.of(option.names()).filter(name -> name.startsWith("--")).forEach(names::add);
      if (option.negatable()) {
        names.add(option.longestName().replace("--", "--no-"));
      }
      if (option.completionCandidates() != null && !option.paramLabel().equals("MODEL")) {
        expected.put(line + " " + option.longestName() + " ", candidates(option));
      }
    }
    expected.put(line + " --", names);
    for (ArgSpec parameter : command.getCommandSpec().positionalParameters()) {
      if (parameter.completionCandidates() != null) {
        expected.put(line + " ", candidates(parameter));
      }
    }
    if (!command.getSubcommands().isEmpty()) {
      expected.put(line + " ", command.getSubcommands().keySet());
    }
    command.getSubcommands().forEach((name, it) -> expectAllOf(line + " " + name, it, expected));
  }

  private static List<String> candidates(ArgSpec argument) {
    return StreamSupport.stream(argument.completionCandidates().spliterator(), false).toList();
  }

  /** The words that a shell offers after each command line. */
  private Map<String, Collection<String>> ask(String shell, String file, Collection<String> lines)
      throws IOException, InterruptedException {
    Assumptions.assumeTrue(isInstalled(shell), shell + " is not installed");
    Sppdet completion = Sppdet.run("completion", shell);
    assertEquals(0, completion.exitCode(), completion.err());
    Path script = Files.writeString(folder.resolve(file), completion.out());
    Path asker = folder.resolve("complete." + shell);
    try (var resource = getClass().getResourceAsStream(asker.getFileName().toString())) {
      Files.copy(resource, asker);
    }
    Path questions = Files.write(folder.resolve("questions"), lines);
    Path answers = folder.resolve("answers");
    ProcessBuilder builder = new ProcessBuilder(shell, asker.toString(), script.toString());
    builder.environment().put("HOME", folder.toString());
    builder.directory(folder.toFile()).redirectErrorStream(true);
    builder.redirectInput(questions.toFile()).redirectOutput(answers.toFile());
    assertEquals(0, builder.start().waitFor(), () -> read(answers));
    Map<String, Collection<String>> offered = new LinkedHashMap<>();
    Collection<String> words = new ArrayList<>();
    for (String answer : Files.readAllLines(answers)) {
      if (answer.startsWith(">")) {
        words = new ArrayList<>();
        offered.put(answer.substring(1), words);
      } else if (!answer.isEmpty()) {
        words.add(answer);
      }
    }
    return offered;
  }

  private static boolean isInstalled(String shell) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, shell)));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void unknownShellIsRefused() {
    Sppdet run = Sppdet.run("completion", "tcsh");
    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("'tcsh'"), run.err());
  }
}
