package io.sppdet.pooling.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sppdet.GradientCheck;
import io.sppdet.pooling.roi.Reduction;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Global pooling of cells and of channels. */
class GlobalPoolingTest {
  @Test
  void valuesAreThoseOfTheReference() throws IOException {
    try (Reference reference = Reference.open("global_pooling.npz")) {
      NDArray maps = reference.array("x");
      reference.assertEqual("avg", new GlobalPooling(Reduction.AVERAGE).apply(maps), 1e-6);
      reference.assertEqual("max", new GlobalPooling(Reduction.MAX).apply(maps), 0);
      reference.assertEqual(
          "depth_avg", new GlobalDepthPooling(Reduction.AVERAGE).apply(maps), 1e-6);
      reference.assertEqual("depth_max", new GlobalDepthPooling(Reduction.MAX).apply(maps), 0);
    }
  }

  @ParameterizedTest
  @EnumSource(Reduction.class)
  void gradientsAreThoseOfTheDifferences(Reduction reduction) {
    Shape shape = new Shape(2, 3, 4, 5);
    GradientCheck.check(1, maps -> new GlobalPooling(reduction).apply(maps.get(0)), shape);
    GradientCheck.check(2, maps -> new GlobalDepthPooling(reduction).apply(maps.get(0)), shape);
  }

  @ParameterizedTest
  @EnumSource(Reduction.class)
  void aSingleCellAndChannelIsItself(Reduction reduction) {
    try (NDManager scope = NDManager.newBaseManager()) {
      NDArray maps = scope.create(new float[] {-2.5f}, new Shape(1, 1, 1, 1));
      assertEquals(maps, new GlobalPooling(reduction).apply(maps));
      assertEquals(maps, new GlobalDepthPooling(reduction).apply(maps));
    }
  }

  @ParameterizedTest
  @EnumSource(Reduction.class)
  void shapesThatAreNoMapsAreNamed(Reduction reduction) {
    List<UnaryOperator<NDArray>> operators =
        List.of(new GlobalPooling(reduction)::apply, new GlobalDepthPooling(reduction)::apply);
    try (NDManager scope = NDManager.newBaseManager()) {
      for (Shape shape : List.of(new Shape(3, 4, 5), new Shape(1, 2, 0, 4))) {
        for (UnaryOperator<NDArray> operator : operators) {
          NDArray array = scope.zeros(shape);
          var e = assertThrows(IllegalArgumentException.class, () -> operator.apply(array));
          assertTrue(e.getMessage().contains(shape.toString()), e.getMessage());
        }
      }
    }
  }
}
