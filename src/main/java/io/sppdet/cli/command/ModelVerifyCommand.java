package io.sppdet.cli.command;

import io.sppdet.cli.option.GeneralOptions;
import io.sppdet.cli.option.Reads;
import io.sppdet.cli.option.Reads.As;
import io.sppdet.cli.terminal.ErrorLine;
import io.sppdet.cli.terminal.Installation;
import io.sppdet.cli.terminal.Version;
import io.sppdet.error.Count;
import io.sppdet.error.PlainText;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.model.ModelCheck;
import io.sppdet.model.ModelDirectory;
import io.sppdet.model.ModelInfo;
import io.sppdet.natives.NativeLibraries;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sppdet model verify}: models in, whether they are sound out. */
@Command(
    name = "verify",
    description = {
      "Checks the files of models: the description, SHA-256 of all files where the model has"
          + " SHA256SUMS, the shapes of all tensors, and that all weights are finite.",
      ""
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  sppdet model verify",
      "  sppdet model verify models/mine other.zip",
      "",
      "Exit codes: 0 all are sound; 3 one is damaged, each damaged file has a line."
    })
final class ModelVerifyCommand implements Callable<Integer> {
  @Reads(As.MODEL)
  @Parameters(
      paramLabel = "MODEL",
      arity = "0..*",
      description =
          "Model directories, .zip files of them, or names of shipped models (default: all shipped"
              + " models).")
  private List<String> models = List.of();

  @Mixin private GeneralOptions general;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    NativeLibraries.loadPyTorch(); // else each model would have the same fault
    boolean sound = true;
    for (String model : models.isEmpty() ? Installation.shipped() : models) {
      sound &= verify(model);
    }
    return sound ? 0 : Kind.MODEL.exitCode();
  }

  private boolean verify(String model) {
    ErrorLine err = general.errorLine(spec);
    try {
      Path path = Installation.model(model);
      ModelCheck check = ModelCheck.of(ModelDirectory.open(path));
      check.faults().forEach(err::print);
      if (check.faults().isEmpty()) {
        spec.commandLine()
            .getOut()
            .printf(
                "%s: ok, %s, %s, %s%s%n",
                PlainText.line(model),
                Count.of(check.info().bytes().size(), "file"),
                ModelInfo.size(check.info().totalBytes()),
                check.compared() ? "checksums agree" : "no SHA256SUMS to compare with",
                check.loaded() ? "" : ", a program that was not run");
        spec.commandLine().getOut().flush();
      }
      return check.faults().isEmpty();
    } catch (SppdetException e) {
      err.print(e);
      return false;
    }
  }
}
