package io.sppdet.spark;

import io.sppdet.cli.terminal.ConsoleProgress;
import io.sppdet.error.Count;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.input.PassedOver;
import io.sppdet.model.ModelDirectory;
import io.sppdet.output.FileNames;
import io.sppdet.output.ResultCounts;
import io.sppdet.output.RunIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A run on a cluster, as its driver sees it: finds the files, and has them detected in, batch by
 * batch.
 *
 * @param arguments what names the files
 * @param passedOver hears of what folders hold besides, and of what is named again
 * @param output folder that is written
 * @param names how images are called, by whether one folder was named; null as it was given
 * @param batch files a job
 * @param slice files a task
 * @param identity what decides the results but the list of files
 */
record ClusterRun(
    List<String> arguments,
    boolean recursive,
    PassedOver passedOver,
    String output,
    Function<Boolean, FileNames.Style> names,
    int batch,
    int slice,
    Map<String, String> identity) {
  private static final Pattern REASON =
      Pattern.compile(Pattern.quote(SppdetException.class.getName()) + ": (.+)");

  /** Gives the exit code. */
  int run(SparkConf conf, ModelDirectory model, RunSettings settings, ConsoleProgress progress) {
    java.nio.file.Path packed = ModelFile.pack(model);
    try (JavaSparkContext spark = start(conf)) {
      try {
        spark.addFile(packed.toUri().toString());
        Configuration hadoop = spark.hadoopConfiguration();
        RunFolder folder = folder(hadoop);
        folder.fs().setWriteChecksum(false);
        return run(spark, folder, with(settings, packed, folder, hadoop), progress);
      } catch (IOException | UncheckedIOException e) {
        throw notWritten(e);
      }
    } finally {
      ModelFile.remove(packed);
    }
  }

  private RunFolder folder(Configuration hadoop) throws IOException {
    try {
      Path path = new Path(output);
      return new RunFolder(path.getFileSystem(hadoop), path);
    } catch (IllegalArgumentException e) { // no URI, or of a host that is not known
      throw notWritten(e);
    }
  }

  private SppdetException notWritten(Exception e) {
    return new SppdetException(Kind.OUTPUT, output, "can't be written: " + firstLine(e), e);
  }

  private static JavaSparkContext start(SparkConf conf) {
    try {
      return new JavaSparkContext(conf);
    } catch (Exception e) { // Spark's own are checked, but Scala does not say so
      throw new SppdetException(Kind.ENGINE, "Spark", "can't be started: " + firstLine(e), e);
    }
  }

  private static RunSettings with(
      RunSettings settings, java.nio.file.Path model, RunFolder folder, Configuration hadoop)
      throws IOException {
    return new RunSettings(
        new RunSettings.Model(
            settings.model().given(),
            String.valueOf(model.getFileName()),
            settings.model().scales(),
            settings.model().precision()),
        settings.proposals(),
        settings.maxProposals(),
        settings.selection(),
        settings.limits(),
        settings.damagedToo(),
        settings.timeout(),
        settings.document(),
        settings.formats(),
        folder.work(UUID.randomUUID().toString()).toString(),
        changed(hadoop));
  }

  /** What differs from Hadoop's defaults, which an executor has itself. */
  private static Map<String, String> changed(Configuration hadoop) {
    Map<String, String> changed = new LinkedHashMap<>();
    hadoop.forEach(
        entry -> {
          String[] sources = hadoop.getPropertySources(entry.getKey());
          boolean preset =
              sources != null
                  && sources.length > 0
                  && sources[sources.length - 1].endsWith("-default.xml");
          if (!preset) {
            changed.put(entry.getKey(), hadoop.getRaw(entry.getKey()));
          }
        });
    return changed;
  }

  private int run(
      JavaSparkContext spark, RunFolder folder, RunSettings settings, ConsoleProgress progress)
      throws IOException {
    long start = System.nanoTime();
    ClusterSearch search = new ClusterSearch(spark.hadoopConfiguration(), recursive, passedOver);
    PhotoNames called;
    int batches;
    boolean begun = folder.isBegun();
    if (!begun) {
      folder.prepare();
    }
    try (ListWriter list = new ListWriter(folder, batch, !begun)) {
      search.find(arguments, list);
      list.finish();
      called = called(search);
      batches = list.batches();
      Map<String, String> all = new LinkedHashMap<>(identity);
      all.put("--file-names", called.style() + " from " + called.folder());
      all.put("list of files", list.identity());
      if (begun) {
        folder.goOn(new RunIdentity(all));
      } else {
        folder.begin(new RunIdentity(all));
      }
    }
    ResultCounts counts = ResultCounts.NONE;
    ResultCounts before = ResultCounts.NONE;
    for (int i = 0; i < batches; i++) {
      if (folder.isDone(i, settings.formats())) {
        ResultCounts done = folder.counts(i, settings.formats());
        counts = counts.plus(done);
        before = before.plus(done);
      } else {
        counts = counts.plus(detect(spark, i, folder, called, settings));
      }
      progress.note(
          "batch %d of %d: %s, %d failed"
              .formatted(i + 1, batches, Count.of(counts.images(), "image"), counts.failed()));
    }
    folder.removeWork();
    double seconds = (System.nanoTime() - start) / 1e9;
    progress.note(counts.summary(before, ConsoleProgress.clock(seconds), seconds));
    return counts.exitCode();
  }

  private PhotoNames called(ClusterSearch search) {
    FileNames.Style style = names.apply(search.isOneFolder());
    return new PhotoNames(style == null ? FileNames.Style.GIVEN : style, search.folder());
  }

  private ResultCounts detect(
      JavaSparkContext spark, int i, RunFolder folder, PhotoNames called, RunSettings settings)
      throws IOException {
    List<Row> rows = folder.rows(i).stream().map(row -> row.named(called.of(row))).toList();
    int slices = (rows.size() + slice - 1) / slice;
    spark.setJobGroup("sppdet", "batch " + i, true);
    List<SliceResult> results;
    try {
      results =
          spark
              .parallelize(rows, slices)
              .mapPartitionsWithIndex(new Slice(settings, i), false)
              .collect();
    } catch (Exception e) { // Spark's own are checked, but Scala does not say so
      throw cause(e, i);
    }
    return folder.publish(i, results, settings.formats());
  }

  /** What a task said, without what Spark says of it; else Spark's own first line. */
  static SppdetException cause(Exception failure, int batch) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof SppdetException known) {
        return known;
      }
    }
    Matcher reason = REASON.matcher(String.valueOf(failure.getMessage()));
    if (reason.find()) { // all that is left of it where Spark has no machine to try again on
      return new SppdetException(Kind.ENGINE, "an executor", reason.group(1), failure);
    }
    return new SppdetException(
        Kind.ENGINE,
        "Spark",
        "batch " + batch + " failed: " + firstLine(failure) + "; the same command goes on",
        failure);
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
  }
}
