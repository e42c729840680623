package io.sppdet.cli.command;

import io.sppdet.cli.option.GeneralOptions;
import io.sppdet.cli.option.Heading;
import io.sppdet.cli.option.Reads;
import io.sppdet.cli.option.Reads.As;
import io.sppdet.cli.option.Writes;
import io.sppdet.cli.terminal.Installation;
import io.sppdet.cli.terminal.Version;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.head.HeadLayout;
import io.sppdet.model.ModelCompression;
import io.sppdet.model.ModelDirectory;
import io.sppdet.model.ModelInfo;
import io.sppdet.tensor.LayerName;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sppdet model compress}: a detector in, a smaller and faster one out. */
@Command(
    name = "compress",
    description = {
      "Makes the fully connected layers of a detector smaller and faster by a truncated SVD"
          + " (Girshick 2015, section 3.1). Some accuracy is lost: measure it by eval.",
      ""
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  sppdet model compress voc07 --keep 256 -o models/voc07-small",
      "  sppdet model compress models/mine --keep 128,256 -o models/mine-small",
      "",
      "Exit codes: 0 done; 2 bad usage or output; 3 the model is damaged or no detector."
    })
@Heading("Compression")
final class ModelCompressCommand implements Callable<Integer> {
  @Reads(As.MODEL)
  @Parameters(
      paramLabel = "MODEL",
      description = "Model directory, a .zip of one, or name of a shipped model.")
  private String model;

  @Writes
  @Option(
      names = {"-o", "--output"},
      paramLabel = "MODEL_DIR",
      required = true,
      description = "The model directory to make; must not exist yet.")
  private Path output;

  @Option(
      names = "--keep",
      paramLabel = "N",
      split = ",",
      required = true,
      description =
          "Singular values to keep: one number for fc6 and fc7, or one each, as in 256,128.")
  private List<Integer> keep;

  @Mixin private GeneralOptions general;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (keep.size() > 2) {
      throw new SppdetException(Kind.USAGE, "--keep", "takes one number or two");
    }
    Map<LayerName, Integer> ranks = new LinkedHashMap<>();
    ranks.put(HeadLayout.FC6, keep.get(0));
    ranks.put(HeadLayout.FC7, keep.get(keep.size() - 1));
    ModelDirectory before = ModelDirectory.open(Installation.model(model));
    Map<LayerName, Double> kept = new ModelCompression(before, ranks).write(output);
    kept.forEach(
        (layer, share) ->
            general.note(
                spec,
                String.format(
                    Locale.ROOT,
                    "%s: rank %d, %.1f %% of the squared weights are left",
                    layer,
                    ranks.get(layer),
                    100 * share)));
    general.note(
        spec,
        "%s: %s, before %s".formatted(output, size(ModelDirectory.open(output)), size(before)));
    return 0;
  }

  private static String size(ModelDirectory directory) {
    return ModelInfo.size(ModelInfo.of(directory).totalBytes());
  }
}
