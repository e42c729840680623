package io.sppdet.pooling.map;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sppdet.Npz;
import io.sppdet.ReferenceFiles;
import java.io.IOException;
import java.util.Arrays;

/** Reference values of a file, as arrays and layers; closed after the test. */
record Reference(NDManager scope, Npz npz) implements AutoCloseable {
  static Reference open(String file) throws IOException {
    return new Reference(NDManager.newBaseManager(), Npz.read(ReferenceFiles.of(file)));
  }

  NDArray array(String name) {
    return scope.create(npz.floats(name), shape(name));
  }

  private Shape shape(String name) {
    return new Shape(Arrays.stream(npz.shape(name)).asLongStream().toArray());
  }

  /** A convolution; {@code bias} is null where it has none. */
  PointwiseConvolution convolution(String weight, String bias) {
    return new PointwiseConvolution(array(weight), bias == null ? null : array(bias));
  }

  /** The rows of the array are gamma, beta, mean and variance. */
  BatchNormalization norm(String name, float epsilon) {
    NDArray rows = array(name);
    return new BatchNormalization(
        rows.get(0), rows.get(1), rows.get(2), rows.get(3), epsilon, 0.9f);
  }

  void assertEqual(String name, NDArray actual, double tolerance) {
    assertEquals(shape(name), actual.getShape(), name);
    float[] expected = npz.floats(name);
    float[] values = actual.toFloatArray();
    for (int i = 0; i < expected.length; i++) {
      assertEquals(
          expected[i], values[i], tolerance * (1 + Math.abs(expected[i])), name + ", value " + i);
    }
  }

  @Override
  public void close() {
    scope.close();
  }
}
