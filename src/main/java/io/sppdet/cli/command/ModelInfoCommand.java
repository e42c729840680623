package io.sppdet.cli.command;

import io.sppdet.cli.option.GeneralOptions;
import io.sppdet.cli.option.JsonFlag;
import io.sppdet.cli.option.Reads;
import io.sppdet.cli.option.Reads.As;
import io.sppdet.cli.terminal.Installation;
import io.sppdet.cli.terminal.Version;
import io.sppdet.model.ModelDirectory;
import io.sppdet.model.ModelInfo;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sppdet model info}: a model in, what is in it out. */
@Command(
    name = "info",
    description = {
      "Tells what is in a model: classes, layers, proposals, where it comes from, licences, files."
          + " As JSON it is model.json with path and size of the files.",
      ""
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  sppdet model info voc07",
      "  sppdet model info --json models/mine",
      "",
      "Exit codes: 0 printed; 3 no such model, or its description is damaged."
    })
final class ModelInfoCommand implements Callable<Integer> {
  @Reads(As.MODEL)
  @Parameters(
      paramLabel = "MODEL",
      description = "Model directory, a .zip of one, or name of a shipped model.")
  private String model;

  @Mixin private JsonFlag json;

  @SuppressWarnings("UnusedVariable") // its options are, by picocli and the handler of errors
  @Mixin
  private GeneralOptions general;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    ModelInfo info = ModelInfo.of(ModelDirectory.open(Installation.model(model)));
    PrintWriter out = spec.commandLine().getOut();
    out.print(json.isSet() ? info.json() + "\n" : info.text());
    out.flush();
    return 0;
  }
}
