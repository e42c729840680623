package io.sppdet.cli.option;

import io.sppdet.train.run.DataChoice;
import io.sppdet.train.run.Workplace;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What to train on, and where the model goes. */
@Heading("Input")
public final class TrainingOptions {
  @Heading("Output")
  @Writes(beside = {"%s.work", "%s-report"})
  @Option(
      names = {"-o", "--output"},
      paramLabel = "MODEL_DIR",
      required = true,
      description = "The model directory to make; must not exist yet.")
  private Path output;

  @Reads
  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      description =
          "Images to train on: a split of the data set, a list FILE.txt, or random:SHARE, which"
              + " draws, say, 0.8 of all and writes MODEL_DIR/train.txt and val.txt (default:"
              + " train, or all of a data set without splits).")
  private String split;

  @Heading("Recipe")
  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of all random choices (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private CacheOption cache;

  @Heading("Long runs")
  @Option(names = "--clean-cache", description = "Remove the cache of this training at the end.")
  private boolean cleanCache;

  @Option(names = "--strict", description = "Refuse a data set with any dirt.")
  private boolean strict;

  public Path output() {
    return output;
  }

  /** Decides all random choices. */
  public long seed() {
    return seed;
  }

  /** Where the training reads and writes. */
  public Workplace place(int threads) {
    return new Workplace(output, cache.folder(beside("-cache")), cleanCache, threads);
  }

  /** A folder beside the model. */
  public Path beside(String suffix) {
    return output.resolveSibling(output.getFileName() + suffix);
  }

  /** The images to train on. */
  public DataChoice data(DatasetOptions dataset) {
    return new DataChoice(dataset.path(), dataset.format(), split, strict);
  }
}
