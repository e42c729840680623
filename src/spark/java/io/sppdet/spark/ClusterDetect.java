package io.sppdet.spark;

import io.sppdet.cli.option.CommonOptions;
import io.sppdet.cli.option.DamagedOption;
import io.sppdet.cli.option.DocumentOptions;
import io.sppdet.cli.option.Heading;
import io.sppdet.cli.option.InputOptions;
import io.sppdet.cli.option.ModelOptions;
import io.sppdet.cli.option.RunOptions;
import io.sppdet.cli.option.ThresholdOption;
import io.sppdet.cli.terminal.ConsoleProgress;
import io.sppdet.cli.terminal.Version;
import io.sppdet.detect.Detector;
import io.sppdet.detect.Selection;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.error.SppdetException.Remedy;
import io.sppdet.input.PassedOver;
import io.sppdet.model.ModelDirectory;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sppdet-spark detect}: photos of a file system that all executors see; JSON Lines out. */
@Command(
    name = "detect",
    description = {
      "Finds objects in images on a Spark cluster, with the options of 'sppdet detect' and the same"
          + " bytes. The same command again goes on where it was ended.",
      ""
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    modelTransformer = ClusterDetect.Refusing.class,
    footer = {
      "",
      "Files are named as on one machine, and by URIs of Hadoop's file systems, such as",
      "hdfs://host/photos/ and s3a://bucket/photos/; @URI is a list. All executors must see them.",
      "",
      "Output: URI/FORMAT/batch=00000/part-00000.FORMAT and so on; in the order of",
      "their names, the parts are what one machine writes. A batch with _SUCCESS is done.",
      "",
      "Exit codes: 0 all done; 1 some images failed, each has a line with \"error\";",
      "2 bad usage or output; 3 the model, a native library or the cluster failed."
    })
@Heading("Detection")
final class ClusterDetect implements Callable<Integer> {
  private static final String FILES =
      "Images: JPEG, PNG, WebP, BMP, TIFF, GIF, HEIC; folders or zip archives of them; quoted"
          + " patterns such as 'hdfs:///photos/**/*.jpg'; @URI, a list with a path a line.";

  /** Options of one machine, and what serves in their place. */
  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          Map.entry("--stdin-image", "a cluster has no standard input; name a file"),
          Map.entry("--resume", "is not needed: the same command goes on"),
          Map.entry("--if-exists", "the same command goes on, another needs another -o"),
          Map.entry(
              "--fail-fast", "a cluster has no first image that fails; the last line counts them"),
          Map.entry(
              "--max-errors",
              "slices don't know of each other's errors; the last line counts them"),
          Map.entry("--threads", "spark.task.cpus sets them"),
          Map.entry("--csv-safe", "a cluster writes no CSV"),
          Map.entry("--draw", "pictures are drawn on one machine"),
          Map.entry("--crops", "pictures are cut out on one machine"),
          Map.entry("--report", "the page is made on one machine"),
          Map.entry("--sort", "photos are sorted on one machine"),
          Map.entry("--sort-into", "photos are sorted on one machine"),
          Map.entry("--sort-by", "photos are sorted on one machine"),
          Map.entry("--slices", "slices of photos are looked at on one machine"),
          Map.entry("--every", "videos are looked into on one machine"),
          Map.entry("--videos", "videos are looked into on one machine"),
          Map.entry("--yolo-scores", "a cluster writes no labels of YOLO"));

  @Mixin private InputOptions input;

  @Mixin private DamagedOption damaged;

  @Mixin private ModelOptions model;

  @Mixin private ThresholdOption threshold;

  @Heading("Output")
  @Option(
      names = "--format",
      split = ",",
      paramLabel = "FORMAT",
      description = "jsonl or parquet, or both with a comma between (default: jsonl).")
  private List<ClusterFormat> formats = List.of(ClusterFormat.JSONL);

  @Heading("Output")
  @Option(
      names = {"-o", "--output"},
      paramLabel = "URI",
      required = true,
      description = "Folder to write to, which all executors see.")
  private String output;

  @Mixin private DocumentOptions documents;

  @Mixin private RunOptions run;

  @Heading("Long runs")
  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "100000",
      description =
          "Files a job; a run that is ended loses the job at work (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Heading("Long runs")
  @Option(
      names = "--slice",
      paramLabel = "N",
      defaultValue = "500",
      description =
          "Files a task, and a part; an executor that dies loses the task at work (default:"
              + " ${DEFAULT-VALUE}).")
  private int slice;

  @Mixin private CommonOptions common;

  @Spec private CommandSpec spec;

  /** Leaves the options of one machine out of the help, and keeps them to say why. */
  static final class Refusing implements IModelTransformer {
    @Override
    public CommandSpec transform(CommandSpec command) {
      for (String name : REFUSED.keySet()) {
        OptionSpec option = command.findOption(name);
        if (option == null) { // one of a mixin that is not here
          command.addOption(
              OptionSpec.builder(name).type(String.class).arity("0..1").hidden(true).build());
        } else {
          command.remove(option);
          command.addOption(OptionSpec.builder(option).hidden(true).build());
        }
      }
      PositionalParamSpec files = command.positionalParameters().get(0);
      command.remove(files);
      command.addPositional(PositionalParamSpec.builder(files).description(FILES).build());
      return command;
    }
  }

  @Override
  public Integer call() {
    refuse();
    require(batch >= 1, "--batch", "must be at least 1, not " + batch);
    require(slice >= 1, "--slice", "must be at least 1, not " + slice);
    ModelDirectory directory = model.open();
    double least = threshold.of(directory.detector());
    Selection selection = model.selection(directory.detector(), least, Detector.MAX_DETECTIONS);
    List<String> arguments = input.arguments(spec);
    List<ClusterFormat> wanted = List.copyOf(new LinkedHashSet<>(formats));
    Map<String, String> identity = new LinkedHashMap<>(model.identity(directory, selection));
    identity.put("model", directory.description().name() + ", SHA-256 " + directory.checksum());
    identity.put("--max-pixels", String.valueOf(input.limits().pixels()));
    identity.put("--max-file-size", String.valueOf(input.limits().bytes()));
    identity.put("--allow-damaged", String.valueOf(damaged.allowed()));
    identity.put("--timeout", String.valueOf(run.timeout()));
    identity.put("--exif", String.valueOf(documents.exif().names()));
    identity.put("--raw-scores", String.valueOf(documents.content().rawScores()));
    identity.put("--timing", String.valueOf(documents.content().timing()));
    identity.put("--format", String.valueOf(wanted));
    identity.put("--batch", String.valueOf(batch));
    SparkConf conf = new SparkConf();
    ClusterSettings.complete(conf);
    PassedOver passedOver = new PassedOver();
    ClusterRun cluster =
        new ClusterRun(
            arguments,
            input.recursive(),
            passedOver,
            output,
            documents::names,
            batch,
            slice,
            identity);
    RunSettings.Document document =
        new RunSettings.Document(
            directory.description().name(),
            directory.detector().classes(),
            documents.content().rawScores(),
            documents.content().timing(),
            documents.exif());
    try (ConsoleProgress progress = common.progress(spec)) {
      int code =
          cluster.run(
              conf,
              directory,
              new RunSettings(
                  new RunSettings.Model(
                      model.choice().given(),
                      "",
                      List.copyOf(directory.detector().scales()),
                      model.precision()),
                  model.method(directory.detector()),
                  model.maxProposals(),
                  selection,
                  input.limits(),
                  damaged.allowed(),
                  run.timeout(),
                  document,
                  wanted,
                  "",
                  Map.of()),
              progress);
      passedOver.lines(ClusterDetect::words).forEach(progress::note);
      return code;
    }
  }

  /** What would take in what was passed over, here or on one machine. */
  private static String words(Remedy remedy) {
    String words = InputOptions.words(remedy);
    return REFUSED.containsKey("--" + remedy.setting()) ? "on one machine, " + words : words;
  }

  private void refuse() {
    CommandLine.ParseResult parsed = spec.commandLine().getParseResult();
    for (OptionSpec option : parsed.matchedOptionsSet()) {
      String reason = REFUSED.get(option.longestName());
      require(reason == null, option.longestName(), reason);
    }
  }

  private static void require(boolean holds, String option, String rule) {
    if (!holds) {
      throw new SppdetException(Kind.USAGE, option, rule);
    }
  }
}
