package io.sppdet.cli.command;

import io.sppdet.cli.option.CommonOptions;
import io.sppdet.cli.option.DatasetOptions;
import io.sppdet.cli.option.Heading;
import io.sppdet.cli.option.JsonOption;
import io.sppdet.cli.terminal.ConsoleProgress;
import io.sppdet.cli.terminal.Version;
import io.sppdet.dataset.Dataset;
import io.sppdet.dataset.DatasetCheck;
import io.sppdet.dataset.DatasetReport;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.natives.NativeLibraries;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sppdet dataset check}: a data set in, counts and dirt out. */
@Command(
    name = "check",
    description = {
      "Counts what a data set holds and finds what is wrong with it: all labels are read and all"
          + " images decoded.",
      ""
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  sppdet dataset check raccoons/",
      "  sppdet dataset check raccoons/ --strict --json raccoons.json",
      "",
      "Exit codes: 0 checked; 2 no data set, or dirt and --strict."
    })
@Heading("Output")
final class DatasetCheckCommand implements Callable<Integer> {
  @Mixin private DatasetOptions dataset;

  @Mixin private JsonOption json;

  @Option(names = "--strict", description = "End with exit code 2 when there is any dirt.")
  private boolean strict;

  @Mixin private CommonOptions common;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try (Figures figures = Figures.open(spec.commandLine().getOut(), json.file())) {
      DatasetReport report = report();
      figures.print(report.text(), report.json());
      return strict && !report.dirt().isEmpty() ? Kind.DATASET.exitCode() : 0;
    }
  }

  private DatasetReport report() {
    Dataset opened = dataset.open();
    DatasetCheck check = new DatasetCheck(common.threads());
    NativeLibraries.loadOpenCv();
    try (ConsoleProgress progress = common.progress(spec)) {
      return check.report(
          dataset.name(),
          opened,
          (done, of) -> {
            if (done == 1) {
              progress.begin("check", of, 0);
            }
            progress.done(done, "");
          });
    }
  }
}
