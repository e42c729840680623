package io.sppdet.cli.command;

import io.sppdet.cli.option.Heading;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.eval.Evaluator;
import io.sppdet.model.ModelDirectory;
import java.util.List;
import picocli.CommandLine.Option;

/** Whether a model may be evaluated on what it was trained on. */
@Heading("Evaluation")
final class SeenOption {
  @Option(
      names = "--allow-seen",
      description =
          "Evaluate even on images that the model was trained on, which is refused otherwise.")
  private boolean allowed;

  /**
   * Refuses images the model was trained on, unless they are allowed.
   *
   * @throws io.sppdet.error.SppdetException DATASET for the first of them
   */
  void check(List<LabelledImage> images, ModelDirectory model) {
    if (!allowed) {
      Evaluator.refuseSeen(images, model.trainingImages());
    }
  }
}
