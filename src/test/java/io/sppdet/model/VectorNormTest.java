package io.sppdet.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VectorNormTest {
  @Test
  void everyLevelWeighsTheSame() {
    Random random = new Random(1);
    List<Integer> levels = List.of(4, 2, 1);
    int channels = 3;
    float[] vector = new float[21 * channels];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = random.nextFloat();
    }
    float[] scaled = vector.clone();
    VectorNorm.L2_LEVELS.apply(scaled, levels);
    int from = 0;
    for (int n : levels) {
      double squares = 0;
      double product = 0;
      double before = 0;
      for (int i = from; i < from + n * n * channels; i++) {
        squares += scaled[i] * scaled[i];
        before += vector[i] * vector[i];
        product += scaled[i] * vector[i];
      }
      assertEquals(1 / 3.0, squares, 1e-6);
      assertEquals(1, product / Math.sqrt(squares * before), 1e-6, "the direction stays");
      from += n * n * channels;
    }
    assertEquals(vector.length, from);
  }

  @Test
  void nothingIsDividedByZero() {
    float[] zeros = new float[15];
    VectorNorm.L2_LEVELS.apply(zeros, List.of(2, 1));
    assertArrayEquals(new float[15], zeros);
    float[] same = {1, 2, 3};
    VectorNorm.NONE.apply(same, List.of(1));
    assertArrayEquals(new float[] {1, 2, 3}, same);
  }
}
