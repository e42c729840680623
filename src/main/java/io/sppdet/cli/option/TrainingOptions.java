package io.sppdet.cli.option;

import io.sppdet.train.run.DataChoice;
import java.nio.file.Path;
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

  @Option(names = "--strict", description = "Refuse a data set with any dirt.")
  private boolean strict;

  public Path output() {
    return output;
  }

  /** The images to train on. */
  public DataChoice data(DatasetOptions dataset) {
    return new DataChoice(dataset.path(), dataset.format(), split, strict);
  }
}
