package io.sppdet.geometry;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random boxes for properties. */
public final class Boxes {
  private Boxes() {}

  /** Boxes on whole pixels of a small image, so that ties and shared edges are common. */
  public static Arbitrary<Box> onGrid(int size) {
    Arbitrary<Integer> corner = Arbitraries.integers().between(0, size - 1);
    Arbitrary<Integer> side = Arbitraries.integers().between(1, size);
    return Combinators.combine(corner, corner, side, side)
        .as((x, y, w, h) -> new Box(x, y, Math.min(x + w, size), Math.min(y + h, size)))
        .withoutEdgeCases();
  }

  /** Boxes of any position and of sides from a hundredth to a thousand pixels. */
  public static Arbitrary<Box> anywhere() {
    Arbitrary<Double> corner = Arbitraries.doubles().between(-500, 1500).ofScale(3);
    Arbitrary<Double> side = Arbitraries.doubles().between(0.01, 1000).ofScale(3);
    return Combinators.combine(corner, corner, side, side)
        .as((x, y, w, h) -> new Box(x, y, x + w, y + h))
        .withoutEdgeCases();
  }
}
