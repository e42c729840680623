package io.sppdet.spark;

import io.sppdet.error.Count;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;

/** What a run needs of Spark's settings: what is not set is set, what is wrong is reported. */
final class ClusterSettings {
  private static final String MASTER = "spark.master";
  private static final String TASK_CPUS = "spark.task.cpus";
  private static final String EXECUTOR_CORES = "spark.executor.cores";
  private static final String PLUGINS = "spark.plugins";
  private static final Pattern LOCAL = Pattern.compile("local(?:\\[(\\*|\\d+)(?:,\\s*\\d+)?])?");

  private ClusterSettings() {}

  /**
   * Completes the settings, before Spark starts.
   *
   * @throws SppdetException USAGE for a wrong one
   */
  static void complete(SparkConf conf) {
    if (!conf.contains(MASTER)) {
      throw fault(MASTER, "is not set; spark-submit --master sets it, local[2] for this machine");
    }
    int cores = cores(conf);
    int cpus = number(conf, TASK_CPUS, conf.get(TASK_CPUS, String.valueOf(cores)));
    if (cpus != cores) {
      throw fault(
          TASK_CPUS,
          "is %d, but an executor has %s (%s): they must be equal, for one slice keeps all busy"
              .formatted(
                  cpus,
                  Count.of(cores, "core"),
                  isLocal(conf) ? conf.get(MASTER) : EXECUTOR_CORES));
    }
    conf.set(TASK_CPUS, String.valueOf(cpus));
    Set<String> plugins = new LinkedHashSet<>(Arrays.asList(conf.get(PLUGINS, "").split(",")));
    plugins.remove("");
    plugins.add(NetworkPlugin.class.getName());
    conf.set(PLUGINS, String.join(",", plugins));
    conf.setIfMissing("spark.app.name", "sppdet detect");
    conf.setIfMissing("spark.log.level", "WARN");
  }

  private static int cores(SparkConf conf) {
    String master = conf.get(MASTER);
    Matcher local = LOCAL.matcher(master);
    if (local.matches()) {
      String n = local.group(1) == null ? "1" : local.group(1);
      return n.equals("*") ? Runtime.getRuntime().availableProcessors() : Integer.parseInt(n);
    }
    if (conf.contains(EXECUTOR_CORES)) {
      return number(conf, EXECUTOR_CORES, conf.get(EXECUTOR_CORES));
    }
    if (master.startsWith("spark://")) {
      throw fault(EXECUTOR_CORES, "is not set; " + TASK_CPUS + " must be the same");
    }
    return 1; // of YARN and Kubernetes
  }

  private static boolean isLocal(SparkConf conf) {
    return LOCAL.matcher(conf.get(MASTER)).matches();
  }

  private static int number(SparkConf conf, String key, String value) {
    try {
      int n = Integer.parseInt(value.strip());
      if (n >= 1) {
        return n;
      }
    } catch (NumberFormatException e) {
      // reported below
    }
    throw fault(key, "must be a number from 1 on, not '" + conf.get(key, value) + "'");
  }

  private static SppdetException fault(String key, String reason) {
    return new SppdetException(Kind.USAGE, key, reason);
  }
}
