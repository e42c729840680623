package io.sppdet.train.detector;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.sppdet.tensor.TensorFile;
import io.sppdet.tensor.Tensors;
import io.sppdet.train.run.ConvLayers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes a fine-tuned backbone as the file it is loaded from. */
final class BackboneWeights {
  private BackboneWeights() {}

  /**
   * Writes all tensors in fp16, as the weights that ship; where nothing has learnt, copies the
   * original file.
   */
  static void write(ConvLayers layers, Path original, Path file) throws IOException {
    if (layers.learning() == null) {
      Files.copy(original, file, StandardCopyOption.REPLACE_EXISTING);
      return;
    }
    try (NDManager scope = Tensors.newManager()) {
      Map<String, NDArray> tensors = new LinkedHashMap<>();
      layers
          .learning()
          .weights()
          .forEach(
              (name, weight) -> {
                NDArray half =
                    scope
                        .create(weight.toFloatArray(), weight.getShape())
                        .toType(DataType.FLOAT16, false);
                tensors.put(name, half);
              });
      TensorFile.write(file, tensors);
    }
  }
}
