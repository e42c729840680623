package io.sppdet.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sppdet.geometry.Box;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class BoxSizesTest {
  private static BoxSizes of(double... sides) {
    return BoxSizes.of(DoubleStream.of(sides).mapToObj(s -> new Box(5, 7, 5 + s, 7 + s)).toList());
  }

  @Test
  void boundsAreCocos() {
    BoxSizes sizes = of(1, 31.9, 32, 95.9, 96, 500);
    assertEquals(2, sizes.small());
    assertEquals(2, sizes.medium());
    assertEquals(2, sizes.large());
    assertEquals(6, sizes.count());
    assertEquals(1, BoxSizes.of(List.of(new Box(0, 0, 1, 1000))).small(), "the area counts");
  }

  /** As numpy.quantile gives them. */
  @Test
  void quartilesAreInterpolated() {
    assertEquals(List.of(), of().sides());
    assertEquals(List.of(3.0, 3.0, 3.0, 3.0, 3.0), of(3).sides());
    assertEquals(List.of(1.0, 1.75, 2.5, 3.25, 4.0), of(4, 2, 3, 1).sides());
  }
}
