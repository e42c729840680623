package io.sppdet.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The file of settings for spark-submit, beside the launcher of one machine. */
class SettingsFileTest {
  private static final String VARIABLE = "spark.executorEnv.";

  /** {@code export NAME=value}, or {@code NAME="${NAME:-value}"} for one that may be set. */
  private static final Pattern EXPORT =
      Pattern.compile("\\bexport (\\w+)=\"?(?:\\$\\{\\w+:-)?([^}\"\\s]+)");

  private final Properties settings = new Properties();
  private String launcher;

  @BeforeEach
  void read() throws IOException {
    try (Reader file = Files.newBufferedReader(Path.of("scripts/spark/sppdet-spark.conf"))) {
      settings.load(file);
    }
    launcher = Files.readString(Path.of("scripts/sppdet"));
  }

  @Test
  void executorHasTheVariablesOfTheLauncher() {
    Map<String, String> exported = new TreeMap<>();
    EXPORT
        .matcher(launcher)
        .results()
        .forEach(found -> exported.put(found.group(1), found.group(2)));
    exported.remove("CLASS_ARCHIVE"); // of Java's own archive of classes, which an executor lacks
    assertFalse(exported.isEmpty());
    Map<String, String> set = new TreeMap<>();
    for (String key : settings.stringPropertyNames()) {
      if (key.startsWith(VARIABLE)) {
        set.put(key.substring(VARIABLE.length()), settings.getProperty(key).strip());
      }
    }
    assertEquals(exported, set);
  }

  @Test
  void executorsJavaHasOptionsOfTheLauncher() {
    String options = settings.getProperty("spark.executor.extraJavaOptions");
    for (String option : options.strip().split(" +", -1)) {
      assertTrue(launcher.contains(" " + option + " "), option);
    }
  }

  @Test
  void settingsAreThoseThatARunNeeds() {
    SparkConf conf = new SparkConf(false).set("spark.master", "spark://a:7077");
    settings.forEach((key, value) -> conf.set(key.toString(), value.toString().strip()));
    ClusterSettings.complete(conf);
    assertEquals(conf.get("spark.executor.cores"), conf.get("spark.task.cpus"));
  }
}
