package io.sppdet.cli.command;

import io.sppdet.cli.option.CommonOptions;
import io.sppdet.cli.option.DamagedOption;
import io.sppdet.cli.option.Heading;
import io.sppdet.cli.option.InputOptions;
import io.sppdet.cli.option.ModelOptions;
import io.sppdet.cli.option.OutputOptions;
import io.sppdet.cli.option.RunOptions;
import io.sppdet.cli.option.SlicesOption;
import io.sppdet.cli.option.ThresholdOption;
import io.sppdet.cli.terminal.ConsoleProgress;
import io.sppdet.cli.terminal.Interruption;
import io.sppdet.cli.terminal.Version;
import io.sppdet.detect.BatchDetector;
import io.sppdet.detect.Detector;
import io.sppdet.detect.Pipeline;
import io.sppdet.detect.Selection;
import io.sppdet.input.ImageInput;
import io.sppdet.model.ModelDirectory;
import io.sppdet.model.SppNet;
import io.sppdet.output.Journal;
import io.sppdet.output.RunIdentity;
import io.sppdet.proposal.ProposalGenerator;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sppdet detect}: images in, JSON out. */
@Command(
    name = "detect",
    description = {
      "Finds objects in images and prints JSON: one line an image, in input order.",
      ""
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  sppdet detect photo.jpg",
      "  sppdet detect --draw seen --classes dog,cat -o pets.json photos/",
      "  sppdet detect -r --format summary -o photos.csv photos/",
      "  sppdet detect -r --sort sorted --groups voc photos/",
      "  sppdet detect --format voc,csv -o found --report found.html photos/",
      "  sppdet detect -r photos/ 'scans/**/*.tif' holiday.zip @more.txt",
      "  sppdet detect -r -o found.json --resume photos/",
      "  find / -name '*.jpg' -print0 | sppdet detect -",
      "  inotifywait -mqe close_write --format %%w%%f inbox/ | sppdet detect -",
      "",
      "Exit codes: 0 all done; 1 some images failed, each has a line with \"error\";",
      "2 bad usage or output; 3 the model or a native library could not be loaded."
    })
@Heading("Detection")
public final class DetectCommand implements Callable<Integer> {
  @Mixin private InputOptions input;

  @Mixin private DamagedOption damaged;

  @Mixin private ModelOptions model;

  @Mixin private ThresholdOption threshold;

  @Mixin private SlicesOption slices;

  @Mixin private OutputOptions outputs;

  @Mixin private RunOptions run;

  @Mixin private CommonOptions common;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    common.setThreads(); // before the precision is asked for, which loads libtorch
    ModelDirectory directory = model.open();
    double least = threshold.of(directory.detector());
    Selection selection = model.selection(directory.detector(), least, Detector.MAX_DETECTIONS);
    ProposalGenerator proposals = model.proposals(directory.detector());
    slices.check();
    boolean fed = input.isFed() && outputs.file() == null;
    List<ImageInput> inputs =
        fed ? List.of() : input.images(spec, damaged.allowed(), outputs.exifRead());
    Path written = inputs.size() > 1 || run.mayGoOn() ? outputs.file() : null;
    boolean resumed = run.goesOn(written);
    try (Interruption interruption = Interruption.listen();
        Journal journal = run.journal(written, () -> identity(directory, selection));
        ConsoleProgress progress = common.progress(spec, written != null);
        DetectionSink sink =
            new DetectionSink(
                outputs.open(
                    spec.commandLine().getOut(),
                    directory,
                    input,
                    inputs,
                    model.groups(directory.detector().classes()),
                    new OutputOptions.Earlier(run.ifExists(), resumed)),
                common.errorLine(spec),
                progress)) {
      if (sink.isEmpty()) {
        progress.note(
            "all outputs are there already, nothing to do (--if-exists skip); what failed when"
                + " they were written, they say");
        return 0;
      }
      if (outputs.misleading() != null) {
        progress.note(outputs.misleading());
      }
      try (SppNet net = common.load(directory, model.precision())) {
        Pipeline detector = slices.over(new Detector(proposals, net, selection));
        BatchDetector batch = new BatchDetector(detector, common.threads(), run.timeout());
        PrintWriter out = spec.commandLine().getOut();
        DetectionRun all =
            new DetectionRun(
                batch,
                journal,
                sink,
                new DetectionRun.Terminal(out, progress, () -> closing(fed || inputs.size() > 1)),
                new DetectionRun.Limits(interruption, run.maxErrors()));
        return fed
            ? all.over(input.feed(spec, damaged.allowed(), outputs.exifRead()))
            : all.over(inputs);
      }
    }
  }

  /** What a run says at its end: what it left out, and where its outputs are. */
  private List<String> closing(boolean several) {
    List<String> lines = new ArrayList<>(input.passedOver());
    if (several) {
      lines.addAll(outputs.written());
    }
    return lines;
  }

  /** What a run that goes on must have in common with the one before. */
  private RunIdentity identity(ModelDirectory directory, Selection selection) {
    Map<String, String> identity = model.identity(directory, selection);
    identity.put("--slices", slices.text());
    identity.put("--allow-damaged", String.valueOf(damaged.allowed()));
    identity.put("--exif", String.valueOf(outputs.exifRead().names()));
    return new RunIdentity(identity);
  }
}
