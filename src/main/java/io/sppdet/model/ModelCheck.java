package io.sppdet.model;

import ai.djl.ndarray.NDManager;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.head.RegionHead;
import io.sppdet.operator.Precision;
import io.sppdet.tensor.TensorFile;
import io.sppdet.tensor.Tensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Whether the files of a model are sound.
 *
 * @param info the model
 * @param compared whether its files could be compared with checksums
 * @param loaded whether all its weights were loaded: not a backbone that is a program
 * @param faults one a damaged file, of kind MODEL; empty if all is well
 */
public record ModelCheck(
    ModelInfo info, boolean compared, boolean loaded, List<SppdetException> faults) {
  public ModelCheck {
    faults = List.copyOf(faults);
  }

  /**
   * Compares all files with the checksums and loads the weights: whether tensors are of the shapes
   * of the description and all values finite. Needs PyTorch.
   */
  public static ModelCheck of(ModelDirectory directory) {
    ModelInfo info = ModelInfo.of(directory);
    boolean compared = Checksums.areIn(directory.path());
    if (compared) {
      List<SppdetException> faults = Checksums.faults(directory.path());
      if (!faults.isEmpty()) {
        return new ModelCheck(info, true, false, faults);
      }
    }
    boolean program = directory.description().backbone().runsProgram();
    try {
      directory.trainingImages();
      load(directory, program);
      return new ModelCheck(info, compared, !program, List.of());
    } catch (SppdetException e) {
      return new ModelCheck(info, compared, !program, List.of(e));
    }
  }

  private static void load(ModelDirectory directory, boolean program) {
    ModelDescription model = directory.description();
    Path backbone = directory.path().resolve(model.backbone().file());
    if (program && !Files.isRegularFile(backbone)) {
      throw new SppdetException(Kind.MODEL, backbone, "the file is missing", null);
    }
    try (NDManager scope = Tensors.newManager()) {
      if (!program) {
        Backbones.serve(scope, model.backbone(), directory.path(), Precision.FLOAT32).close();
      }
      if (model.detector() != null) {
        Path head = directory.path().resolve(model.detector().file());
        RegionHead.load(scope, head, model.detector().headSize(model.backbone())).close();
      }
      if (model.classifier() != null) {
        ClassifierLayout layout =
            ClassifierLayout.of(model.classifier(), model.backbone().channels());
        Path file = directory.path().resolve(model.classifier().file());
        try (TensorFile tensors = TensorFile.read(scope, file, layout.sizes().mostBytes())) {
          layout
              .tensors()
              .forEach((name, shape) -> tensors.get(scope, name, shape.getShape()).close());
        }
      }
    }
  }
}
