package io.sppdet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What runs elsewhere, on GitHub and in a container, names only what is here. */
class WorkflowsTest {
  private static final Path DOCKERFILE = Path.of("scripts/Dockerfile");
  private static final Pattern SCRIPT = Pattern.compile("(?<![\\w./])scripts/[\\w.-]+");
  private static final Pattern SYSTEM = Pattern.compile("<id>([a-z]+-[a-z0-9_]+)</id>");
  private static final Pattern COPIED = Pattern.compile("(?m)^COPY (\\S+) /tmp/$");
  private static final Pattern RUN = Pattern.compile("(?m)^RUN (sppdet .*)$");

  /** Behind the image, in which the program is the entry point. */
  private static final Pattern CONTAINER =
      Pattern.compile("docker run .*-v \"\\$PWD(\\S*):/photos:ro\" sppdet (.*)$");

  /** A step of a job, with the values of its job's matrix. */
  private record Step(String file, Map<?, ?> step, List<Map<?, ?>> matrix) {
    String run() {
      return step.get("run") == null ? "" : (String) step.get("run");
    }
  }

  private static List<Step> steps() throws IOException {
    List<Step> steps = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of(".github/workflows"))) {
      for (Path file : files.sorted().toList()) {
        Load yaml = new Load(LoadSettings.builder().build());
        Map<?, ?> workflow = (Map<?, ?>) yaml.loadFromString(Files.readString(file));
        for (Object job : ((Map<?, ?>) workflow.get("jobs")).values()) {
          for (Object step : (List<?>) ((Map<?, ?>) job).get("steps")) {
            steps.add(new Step(file.toString(), (Map<?, ?>) step, matrix((Map<?, ?>) job)));
          }
        }
      }
    }
    assertTrue(steps.size() > 20, steps.toString());
    return steps;
  }

  private static List<Map<?, ?>> matrix(Map<?, ?> job) {
    List<Map<?, ?>> values = new ArrayList<>();
    if (job.get("strategy") instanceof Map<?, ?> strategy) {
      Map<?, ?> matrix = (Map<?, ?>) strategy.get("matrix");
      if (matrix.get("include") instanceof List<?> rows) {
        rows.forEach(row -> values.add((Map<?, ?>) row));
      }
      if (matrix.get("system") instanceof List<?> systems) {
        systems.forEach(system -> values.add(Map.of("system", system)));
      }
    }
    return values;
  }

  private static String pom() throws IOException {
    return Files.readString(Path.of("pom.xml"));
  }

  @Test
  void scriptsAreThereAndKnowWhatTheyAreAsked() throws IOException {
    for (Step step : steps()) {
      for (MatchResult script : SCRIPT.matcher(step.run()).results().toList()) {
        Path path = Path.of(script.group());
        assertTrue(path.equals(DOCKERFILE) || Files.isExecutable(path), step.file() + ": " + path);
      }
      String[] words = step.run().split("scripts/check-systems", -1);
      for (String system : words.length < 2 ? new String[0] : words[1].strip().split(" ", -1)) {
        String help = Files.readString(Path.of("scripts/check-systems"));
        assertTrue(help.contains("\n#   " + system + " "), system);
      }
    }
  }

  @Test
  void systemsAndVersionsAreThoseOfTheBuild() throws IOException {
    List<String> systems = new ArrayList<>(List.of("linux-x86_64")); // the default
    SYSTEM.matcher(pom()).results().forEach(id -> systems.add(id.group(1)));
    int asked = 0;
    for (Step step : steps()) {
      for (Map<?, ?> values : step.matrix()) {
        if (values.get("system") != null) {
          assertTrue(systems.contains(values.get("system")), values.toString());
          asked++;
        }
        if (values.get("java") instanceof Integer java) {
          assertTrue(java >= 17, values.toString());
        }
      }
    }
    assertTrue(asked > 0);
  }

  /** Each pattern of packages, in either workflow and in the Dockerfile, matches one we make. */
  @Test
  void packagesAreCalledAsThePatternsSay() throws IOException {
    String pom = pom();
    assertTrue(pom.contains("/sppdet_${project.version}_${deb.architecture}.deb</deb>"));
    assertTrue(pom.contains("<finalName>sppdet-${project.version}</finalName>"));
    List<String> packages =
        List.of(
            "target/sppdet-0.1.0-linux-x86_64.tar.gz",
            "target/sppdet_0.1.0_amd64.deb",
            "target/windows-x86_64/sppdet-0.1.0-windows-x86_64.zip");
    Pattern pattern = Pattern.compile("target/(\\*\\*/)(sppdet\\S*\\*[^\\s)]*)");
    int patterns = 0;
    for (Step step : steps()) {
      String text = step.step().toString();
      for (MatchResult found : pattern.matcher(text).results().toList()) {
        assertTrue(packages.stream().anyMatch(p -> matches(found.group(2), p)), found.group());
        patterns++;
      }
    }
    assertEquals(6, patterns);
    String copied = only(COPIED);
    assertTrue(packages.stream().anyMatch(p -> matches(copied, p)), copied);
  }

  private static boolean matches(String glob, String path) {
    return FileSystems.getDefault()
        .getPathMatcher("glob:" + glob)
        .matches(Path.of(path).getFileName());
  }

  private static String only(Pattern pattern) throws IOException {
    List<MatchResult> found = pattern.matcher(Files.readString(DOCKERFILE)).results().toList();
    assertEquals(1, found.size(), pattern.toString());
    return found.get(0).group(1);
  }

  /** As far as it can be seen without an engine. */
  @Test
  void containerRunsWhatThePackageInstalls() throws IOException {
    List<String> lines = Files.readAllLines(DOCKERFILE);
    assertTrue(lines.contains("ENTRYPOINT [\"sppdet\"]"));
    assertTrue(pom().contains("<linkName>/usr/bin/sppdet</linkName>"));
    int user = lines.indexOf("USER 1000");
    assertTrue(
        user > 0
            && lines.subList(user + 1, lines.size()).stream()
                .noneMatch(line -> line.startsWith("USER ")));
    assertTrue(
        lines.stream().anyMatch(line -> line.contains("useradd --uid 1000 ")), lines.toString());
    understood(only(RUN).substring("sppdet ".length()));
    assertTrue(lines.stream().anyMatch(line -> line.startsWith("FROM debian:13"))); // see README
  }

  @Test
  void commandsInTheContainerAreUnderstood() throws IOException {
    int commands = 0;
    for (Step step : steps()) {
      for (MatchResult run : CONTAINER.matcher(step.run()).results().toList()) {
        Path photos = Path.of("." + run.group(1));
        String[] words = run.group(2).split(" ", -1);
        assertTrue(Files.exists(photos.resolve(words[words.length - 1])), run.group());
        understood(run.group(2));
        commands++;
      }
    }
    assertEquals(1, commands);
  }

  private static void understood(String command) {
    Main.commandLine(Map.of()).parseArgs(command.split(" ", -1));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void shellUnderstandsEachStep() throws IOException, InterruptedException {
    for (Step step : steps()) {
      Process bash = new ProcessBuilder("bash", "-n").redirectErrorStream(true).start();
      try (OutputStream in = bash.getOutputStream()) {
        in.write(step.run().replaceAll("\\$\\{\\{.*?}}", "x").getBytes(StandardCharsets.UTF_8));
      }
      String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, bash.waitFor(), step + ": " + said);
      assertFalse(step.run().isEmpty() && step.step().get("uses") == null, step.toString());
    }
  }
}
