package io.sppdet.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.cli.Main;
import io.sppdet.error.SppdetException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What is told before Spark starts. */
class ClusterDetectTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return Main.commandLine(new SparkDetect(), Map.of())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  @Test
  void helpShowsTheOptionsThatMakeSense() {
    assertEquals(0, run("detect", "--help"));
    for (String shared :
        new String[] {"--model", "--nms", "--scales", "--exif", "--timeout", "-r"}) {
      assertTrue(out.toString().contains(shared), shared);
    }
    for (String other : new String[] {"--draw", "--resume", "--stdin-image", "--threads"}) {
      assertFalse(Pattern.compile(other + "\\b").matcher(out.toString()).find(), other);
    }
    assertTrue(out.toString().contains("@URI, a list"), out.toString());
    assertFalse(out.toString().contains("standard input"), out.toString());
  }

  @Test
  void everyOptionOfOneMachineIsKnown() {
    CommandSpec here = Main.commandLine(new SparkDetect(), Map.of()).getCommandSpec();
    CommandSpec there = Main.commandLine(Map.of()).getCommandSpec();
    for (OptionSpec option : there.subcommands().get("detect").getCommandSpec().options()) {
      assertNotNull(
          here.subcommands().get("detect").getCommandSpec().findOption(option.longestName()),
          option.longestName());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--stdin-image",
        "--resume",
        "--if-exists=skip",
        "--fail-fast",
        "--max-errors=3",
        "--threads=2",
        "--csv-safe",
        "--draw=seen",
        "--crops=seen",
        "--report=page.html",
        "--sort=sorted",
        "--sort-into=all",
        "--sort-by=copy",
        "--slices=4",
        "--every=2s",
        "--videos",
        "--yolo-scores"
      })
  void optionThatMakesNoSenseIsRefusedWithWhy(String option) {
    assertEquals(2, run("detect", "samples", "-o", "/tmp/none", option));
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().startsWith("sppdet: " + option.replaceFirst("=.*", "") + ": "));
  }

  /** As {@code sppdet detect} has them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 | detect samples | Missing required option: '--output=URI'",
        "2 | detect -o out | Missing required parameter: 'IMAGE'",
        "2 | detect samples -o out --nms 2 | --nms: must lie in [0, 1]: 2.0",
        "2 | detect samples -o out --clases dog | unknown option '--clases', did you mean"
            + " --classes?",
        "2 | detect samples -o out --format csv | expected one of jsonl, parquet but was 'csv'",
        "2 | detect samples -o out --slice 0 | --slice: must be at least 1, not 0",
        "3 | detect samples -o out -m nowhere | nowhere: no such model directory",
        "2 | detect samples -o out | spark.master: is not set",
      })
  void errorIsOneLineWithItsExitCode(int code, String line, String message) {
    assertEquals(code, run(line.split(" ")));
    assertTrue(err.toString().contains(message), err.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "local[2],,,2",
    "local[3],3,,3",
    "local,,,1",
    "spark://a:7077,4,4,4",
    "yarn,,8,8",
    "yarn,,,1"
  })
  void taskHasAllCoresOfItsExecutor(String master, String cpus, String cores, String expected) {
    SparkConf conf = conf(master, cpus, cores);
    ClusterSettings.complete(conf);
    assertEquals(expected, conf.get("spark.task.cpus"));
    assertEquals(NetworkPlugin.class.getName(), conf.get("spark.plugins"));
  }

  @ParameterizedTest
  @CsvSource({"local[2],1,", "spark://a:7077,2,4", "spark://a:7077,2,", "yarn,2,", "yarn,x,2"})
  void wrongSettingIsOneLine(String master, String cpus, String cores) {
    SppdetException e =
        assertThrows(
            SppdetException.class, () -> ClusterSettings.complete(conf(master, cpus, cores)));
    assertEquals(2, e.kind().exitCode());
    assertTrue(e.getMessage().startsWith("spark."), e.getMessage());
  }

  private static SparkConf conf(String master, String cpus, String cores) {
    SparkConf conf = new SparkConf(false).set("spark.master", master);
    if (cpus != null) {
      conf.set("spark.task.cpus", cpus);
    }
    if (cores != null) {
      conf.set("spark.executor.cores", cores);
    }
    return conf;
  }
}
