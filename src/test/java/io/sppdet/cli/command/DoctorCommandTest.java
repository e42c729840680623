package io.sppdet.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.sppdet.cli.DetectionSchema;
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

class DoctorCommandTest {
  @TempDir Path folder;

  @Test
  void soundInstallationIsOkLineByLine() throws IOException {
    Sppdet run = Sppdet.run("doctor", "--json", "--color=never");
    assertEquals(0, run.exitCode(), run.out() + run.err());
    JsonNode tree = DetectionSchema.JSON.readTree(run.out());
    assertTrue(tree.get("ok").asBoolean());
    Map<String, String> values = new HashMap<>();
    for (JsonNode finding : tree.get("findings")) {
      assertTrue(finding.get("ok").asBoolean(), finding.toString());
      values.put(finding.get("topic").asText(), finding.get("value").asText());
    }
    assertTrue(values.get("Java").startsWith(Runtime.version() + ", "), values.get("Java"));
    assertEquals(
        String.valueOf(Runtime.getRuntime().availableProcessors()), values.get("processors"));
    assertTrue(values.get("PyTorch").startsWith("2."), values.get("PyTorch"));
    assertTrue(values.get("OpenCV").startsWith("4."), values.get("OpenCV"));
    assertTrue(values.get("class archive").startsWith("none"), values.get("class archive"));
    JsonNode times = tree.get("findings").get(tree.get("findings").size() - 1).get("milliseconds");
    List<String> stages = new ArrayList<>();
    times.properties().forEach(stage -> stages.add(stage.getKey()));
    assertEquals(List.of("proposals", "conv", "spp", "fc", "nms"), stages);
    assertTrue(times.get("conv").asDouble() > 0);
  }

  @Test
  void faultySettingsAreProblemsAndTheRestIsStillLookedAt() throws IOException {
    Path config = Files.writeString(folder.resolve("config"), "treshold = 1");
    Map<String, String> environment =
        Map.of("SPPDET_CONFIG", config.toString(), "SPPDET_TRESHOLD", "1", "SPPDET_THREADS", "2");
    Sppdet run = Sppdet.run(environment, "doctor");
    assertEquals(3, run.exitCode(), run.err());
    List<String> problems = run.outLines().stream().filter(l -> !l.startsWith("ok ")).toList();
    assertEquals(
        List.of(
            "PROBLEM: variable: SPPDET_TRESHOLD means nothing, did you mean SPPDET_THRESHOLD?"
                + " (unset it)",
            "PROBLEM: config: "
                + config
                + ":1: unknown key 'treshold', did you mean threshold? (mend the file)"),
        problems);
    assertTrue(run.out().contains("SPPDET_THREADS=2\n"), run.out());
    assertTrue(run.out().contains("ok  test run "), run.out());
  }

  @Test
  void cacheThatCantBeWrittenIsProblem() throws IOException, InterruptedException {
    Path file = Files.createFile(folder.resolve("file"));
    ProcessBuilder process = Sppdet.process("doctor");
    process.environment().put("SPPDET_CACHE", file.toString());
    Path out = folder.resolve("out");
    int exitCode = process.redirectErrorStream(true).redirectOutput(out.toFile()).start().waitFor();
    String text = Files.readString(out);
    assertEquals(3, exitCode, text);
    assertTrue(text.contains("PROBLEM: cache folder: " + file + ": SPPDET_CACHE is not"), text);
    assertTrue(text.contains("(set SPPDET_CACHE to another)"), text);
  }
}
