package io.sppdet.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.sppdet.backbone.TrainableBackbone;
import io.sppdet.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Path;

/** Writes a fine-tuned backbone as the file it is loaded from. */
final class BackboneWeights {
  private BackboneWeights() {}

  /** All tensors in fp16, as the weights that ship. */
  static void write(TrainableBackbone backbone, Path file) throws IOException {
    try (NDManager scope = NDManager.newBaseManager()) {
      NDList tensors = new NDList();
      backbone
          .weights()
          .forEach(
              (name, weight) -> {
                NDArray half =
                    scope
                        .create(weight.toFloatArray(), weight.getShape())
                        .toType(DataType.FLOAT16, false);
                half.setName(name);
                tensors.add(half);
              });
      TensorFile.write(file, tensors);
    }
  }
}
