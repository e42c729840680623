package io.sppdet.train.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.sppdet.dataset.Checksum;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.image.Image;
import io.sppdet.tensor.KeptTensors;
import io.sppdet.tensor.TensorFile;
import io.sppdet.tensor.Tensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the fixed part of the convolutional layers makes of images, on disk, a file a view of an
 * image, in fp16.
 *
 * @param folder that holds the files
 * @param layers whose fixed part's output is kept
 * @param kept reads the files
 */
record MapFiles(Path folder, ConvLayers layers, KeptTensors kept) {
  static final String ENDING = ".map";

  Path of(String checksum, FeatureStore.View view) {
    return folder.resolve(checksum + view.suffix());
  }

  boolean has(String checksum, FeatureStore.View view) {
    return Files.exists(of(checksum, view));
  }

  void write(Image image, String checksum, FeatureStore.View view) {
    try (NDManager scope = Tensors.newManager()) {
      Map<String, NDArray> made = new LinkedHashMap<>();
      for (NDArray map : layers.fixedPart(scope, view.of(image, checksum))) {
        NDArray cells = map.squeeze(0).transpose(1, 2, 0).toType(DataType.FLOAT16, true);
        made.put(String.valueOf(made.size()), cells);
      }
      KeptTensors.write(of(checksum, view), made);
    }
  }

  /** Makes the file, unless it is there. */
  void make(LabelledImage labelled, String checksum, FeatureStore.View view) {
    if (!has(checksum, view)) {
      write(Checksum.image(labelled.image(), checksum), checksum, view);
    }
  }

  /**
   * The maps of a view, made if need be.
   *
   * @return {@code (1, C, H, W)} float32 with channels-last strides, owned by {@code scope}
   */
  NDList read(NDManager scope, LabelledImage labelled, String checksum, FeatureStore.View view) {
    Path path = of(checksum, view);
    Optional<TensorFile> found = kept.read(scope, path);
    if (found.isEmpty()) {
      write(Checksum.image(labelled.image(), checksum), checksum, view);
      found = kept.read(scope, path);
    }
    try (TensorFile file = found.orElseThrow()) {
      NDList read = new NDList();
      for (int i = 0; file.contains(String.valueOf(i)); i++) {
        String name = String.valueOf(i);
        read.add(file.get(scope, name, file.shape(name)).transpose(2, 0, 1).expandDims(0));
      }
      return read;
    }
  }
}
