package io.sppdet.cli.command;

import io.sppdet.classify.BatchClassifier;
import io.sppdet.classify.ClassChoice;
import io.sppdet.classify.ClassifiedImage;
import io.sppdet.classify.ImageClassifier;
import io.sppdet.cli.option.CommonOptions;
import io.sppdet.cli.option.Heading;
import io.sppdet.cli.option.InputOptions;
import io.sppdet.cli.option.Reads;
import io.sppdet.cli.option.Reads.As;
import io.sppdet.cli.option.TrustOption;
import io.sppdet.cli.option.ViewOptions;
import io.sppdet.cli.option.Writes;
import io.sppdet.cli.terminal.ConsoleProgress;
import io.sppdet.cli.terminal.ErrorLine;
import io.sppdet.cli.terminal.Installation;
import io.sppdet.cli.terminal.Version;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.input.ImageInput;
import io.sppdet.model.ModelDirectory;
import io.sppdet.output.ClassificationJson;
import io.sppdet.output.OutputFile;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sppdet classify}: images in, the classes of each out. */
@Command(
    name = "classify",
    description = {
      "Tells what whole images show and prints JSON: one line an image, in input order.",
      ""
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  sppdet classify photo.jpg",
      "  sppdet classify --scales 224,288,352 --flip --top 1 -o names.jsonl photos/",
      "",
      "Exit codes: 0 all done; 1 some images failed, each has a line with \"error\";",
      "2 bad usage or output; 3 the model or a native library could not be loaded."
    })
@Heading("Output")
public final class ClassifyCommand implements Callable<Integer> {
  @Mixin private InputOptions input;

  @Heading("Model")
  @Reads(As.MODEL)
  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      defaultValue = "imagenet",
      description =
          "Model directory with a classifier, a .zip of one, or name of a shipped model (default:"
              + " ${DEFAULT-VALUE}).")
  private String model;

  @Mixin private TrustOption trust;

  @Mixin private ViewOptions views;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "5",
      description = "The most classes an image gets (default: ${DEFAULT-VALUE}).")
  private int top;

  @Option(
      names = {"-t", "--threshold"},
      paramLabel = "SCORE",
      defaultValue = "0",
      description = "Least score of a class, 0 to 1 (default: ${DEFAULT-VALUE}).")
  private double threshold;

  @Writes
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write to a file (default: - for standard output).")
  private Path output;

  @Mixin private CommonOptions common;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (top < 1) {
      throw new SppdetException(Kind.USAGE, "--top", "must be at least 1, not " + top);
    }
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new SppdetException(Kind.USAGE, "--threshold", "must lie in [0, 1]: " + threshold);
    }
    ModelDirectory directory = views.applyTo(trust.open(Installation.model(model)));
    List<ImageInput> inputs = input.images(spec);
    boolean print = output == null || output.equals(Path.of("-"));
    ErrorLine err = common.errorLine(spec);
    int[] done = new int[1];
    ClassificationJson json = new ClassificationJson(directory.description().name());
    int[] failed = new int[1];
    if (!print) {
      OutputFile.createFolderOf(output);
    }
    try (ConsoleProgress progress = common.progress(spec, !print);
        OutputFile out =
            print ? OutputFile.of(spec.commandLine().getOut()) : OutputFile.create(output);
        ImageClassifier classifier = load(directory)) {
      if (inputs.size() > 1) {
        progress.begin("classify", inputs.size(), 0);
      }
      new BatchClassifier(classifier, new ClassChoice(top, threshold))
          .run(
              inputs,
              result -> {
                out.write(json.document(result) + "\n");
                out.flush();
                if (result instanceof ClassifiedImage.Failed each) {
                  err.print(each.error());
                  failed[0]++;
                }
                progress.done(++done[0], "");
              });
      out.finish();
      progress.endBar();
      input.passedOver().forEach(progress::note);
    }
    return Kind.exitCodeAfter(failed[0]);
  }

  private ImageClassifier load(ModelDirectory directory) {
    common.loadNatives();
    return ImageClassifier.load(directory);
  }
}
