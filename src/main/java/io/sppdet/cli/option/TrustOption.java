package io.sppdet.cli.option;

import io.sppdet.cli.terminal.Installation;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.model.ModelDirectory;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Whether a model that is a program may run. */
@Heading("Model")
public final class TrustOption {
  @Option(
      names = "--trust-model",
      description =
          "Run a model whose backbone is a TorchScript program, which may do anything you may, even"
              + " when it did not come with sppdet.")
  private boolean trusted;

  /**
   * Opens a model; nothing of it has run yet.
   *
   * @throws SppdetException MODEL when it is damaged, or a program that nobody vouches for
   */
  public ModelDirectory open(Path path) {
    ModelDirectory model = ModelDirectory.open(path);
    if (model.description().backbone().runsProgram() && !trusted && !Installation.holds(path)) {
      throw new SppdetException(
          Kind.MODEL,
          model.path().resolve(model.description().backbone().file()),
          "a TorchScript program, which may do anything you may; --trust-model runs it",
          null);
    }
    return model;
  }
}
