package io.sppdet.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.sppdet.tensor.LayerName;
import io.sppdet.tensor.TensorFile;
import io.sppdet.tensor.Tensors;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The learnt layers in Java memory, while training fills them in one after the other. Layers not
 * set yet are zero; the calibration is {@code 1 / (1 + exp(−margin))}.
 */
public final class HeadWeights {
  private static final float MAX_HALF = 65_504;

  private record Tensor(FloatBuffer values, DataType type, Shape shape) {}

  private final HeadSize size;
  private final HeadLayout layout;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  public HeadWeights(HeadSize size) {
    this.size = size;
    int k = size.classes();
    float[] platt = new float[2 * k];
    for (int c = 0; c < k; c++) {
      platt[2 * c] = -1;
    }
    layout = HeadLayout.of(size);
    layout
        .tensors()
        .forEach(
            (name, tensor) ->
                tensors.put(
                    name,
                    new Tensor(
                        FloatBuffer.allocate((int) tensor.shape().size()),
                        tensor.stored(),
                        tensor.shape())));
    set(HeadLayout.PLATT, platt);
  }

  public HeadSize size() {
    return size;
  }

  /** The values of a layer. */
  public float[] get(String name) {
    float[] values = new float[tensors.get(name).values().capacity()];
    tensors.get(name).values().get(0, values);
    return values;
  }

  /** Fills a whole layer; the length must be that of its shape, all values finite once written. */
  public void set(String name, float[] values) {
    Tensor tensor = tensors.get(name);
    FloatBuffer target = tensor.values();
    float largest = tensor.type() == DataType.FLOAT16 ? MAX_HALF : Float.MAX_VALUE;
    if (values.length != target.capacity()) {
      throw new IllegalArgumentException(
          name + " holds " + target.capacity() + " values, not " + values.length);
    }
    for (float v : values) {
      if (!(Math.abs(v) <= largest)) {
        throw new IllegalArgumentException(name + " is not finite: training diverged");
      }
    }
    target.put(0, values);
  }

  /**
   * Fills conv5, the neck, fc6 and fc7 from the layers of another detector, whatever its classes.
   *
   * @throws io.sppdet.error.SppdetException MODEL when they have other sizes
   */
  public void readFeatureLayers(Path file) {
    read(file, HeadLayout::isOfFeatures);
  }

  /** Fills all layers from what {@link #write} wrote, but for those of the whole network. */
  public void read(Path file) {
    read(file, name -> !HeadLayout.isOfWholeNetwork(name));
  }

  private void read(Path path, Predicate<String> wanted) {
    try (NDManager scope = Tensors.newManager();
        TensorFile file = TensorFile.read(scope, path, layout.mostBytes())) {
      tensors.forEach(
          (name, tensor) -> {
            if (wanted.test(name)) {
              set(name, read(scope, file, name, tensor.shape()).toFloatArray());
            }
          });
    }
  }

  /** A tensor; the weights of a compressed layer are put together again. */
  private static NDArray read(NDManager scope, TensorFile file, String name, Shape shape) {
    for (LayerName layer : HeadLayout.FULLY_CONNECTED) {
      if (name.equals(layer.weight()) && file.contains(layer.right())) {
        int out = (int) shape.get(0);
        return FullyConnected.read(scope, file, layer, out, (int) shape.get(1)).whole();
      }
    }
    return file.get(scope, name, shape.getShape());
  }

  /** Writes what {@link RegionHead#load} reads: the large matrices in fp16, the rest in fp32. */
  public void write(Path file) throws IOException {
    try (NDManager scope = Tensors.newManager()) {
      Map<String, NDArray> arrays = new LinkedHashMap<>();
      tensors.forEach(
          (name, tensor) -> {
            NDArray array =
                scope
                    .create(tensor.values().duplicate(), tensor.shape(), DataType.FLOAT32)
                    .toType(tensor.type(), false);
            arrays.put(name, array);
          });
      TensorFile.write(file, arrays);
    }
  }
}
