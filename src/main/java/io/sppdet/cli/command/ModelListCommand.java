package io.sppdet.cli.command;

import io.sppdet.cli.option.GeneralOptions;
import io.sppdet.cli.option.Reads;
import io.sppdet.cli.option.Reads.As;
import io.sppdet.cli.terminal.Installation;
import io.sppdet.cli.terminal.Version;
import io.sppdet.error.PlainText;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.model.ModelDirectory;
import io.sppdet.model.ModelInfo;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sppdet model list}: folders in, a line a model out. */
@Command(
    name = "list",
    description = {"Lists models: name, kind, size, where it lies and what it was trained on.", ""},
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  sppdet model list",
      "  sppdet model list my-models/ other.zip",
      "",
      "Exit codes: 0 all could be read; 3 one could not."
    })
final class ModelListCommand implements Callable<Integer> {
  @Reads(As.MODEL)
  @Parameters(
      paramLabel = "FOLDER",
      arity = "0..*",
      description =
          "Folders of models, or models (default: all that are known by name: those that came with"
              + " sppdet, those in $XDG_DATA_HOME/sppdet/models, those in ./models).")
  private List<Path> folders = List.of();

  @Mixin private GeneralOptions general;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    boolean sound = true;
    for (Path folder : folders.isEmpty() ? Installation.foldersThere() : folders) {
      try {
        for (Path model : ModelInfo.modelsAt(folder)) {
          sound &= print(model);
        }
      } catch (SppdetException e) {
        sound = refuse(e);
      }
    }
    return sound ? 0 : Kind.MODEL.exitCode();
  }

  private boolean print(Path path) {
    try {
      ModelInfo model = ModelInfo.of(ModelDirectory.open(path));
      PrintWriter out = spec.commandLine().getOut();
      out.println(
          PlainText.line(
              "%-12s %-26s %9s  %s  %s"
                  .formatted(
                      model.directory().description().name(),
                      model.kind(),
                      ModelInfo.size(model.totalBytes()),
                      path,
                      model.origin())));
      out.flush();
      return true;
    } catch (SppdetException e) {
      return refuse(e);
    }
  }

  private boolean refuse(SppdetException e) {
    general.errorLine(spec).print(e);
    return false;
  }
}
