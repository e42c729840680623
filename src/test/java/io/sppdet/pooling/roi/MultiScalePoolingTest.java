package io.sppdet.pooling.roi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sppdet.geometry.Box;
import io.sppdet.geometry.FeatureMap;
import io.sppdet.geometry.RoiProjection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class MultiScalePoolingTest {
  private static final int STRIDE = 16;
  private static final int SIDE = 400;
  private static final MultiScalePooling POOLING =
      new MultiScalePooling(new Pyramid(List.of(2, 1), Reduction.MAX));

  /** A map of an image of 400×400 pixels shown at a ratio, filled with random values. */
  private static ScaledMap map(Random random, double ratio) {
    int side = (int) Math.ceil(SIDE * ratio / STRIDE);
    float[] values = new float[side * side * 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return new ScaledMap(
        new FeatureMap(side, side, 3, values), new RoiProjection(STRIDE, STRIDE - 1, ratio));
  }

  private static List<ScaledMap> maps(double... ratios) {
    Random random = new Random(1);
    return Arrays.stream(ratios).mapToObj(ratio -> map(random, ratio)).toList();
  }

  private static Box square(double side) {
    return new Box(10, 10, 10 + side, 10 + side);
  }

  @Test
  void regionsAreTakenWhereTheyAreNearest224Squared() {
    List<ScaledMap> maps = maps(0.5, 1, 2);
    assertEquals(2, MultiScalePooling.nearest(maps, square(112)), "112² doubled is 224²");
    assertEquals(1, MultiScalePooling.nearest(maps, square(224)));
    assertEquals(0, MultiScalePooling.nearest(maps, square(390)));
    assertEquals(2, MultiScalePooling.nearest(maps, square(5)));
    // between ratios 1 and 2 the areas are equally far at side s with 224² − s² = 4s² − 224²
    double equal = 224 * Math.sqrt(2 / 5.0);
    assertEquals(2, MultiScalePooling.nearest(maps, square(equal - 0.1)));
    assertEquals(1, MultiScalePooling.nearest(maps, square(equal + 0.1)));
    assertEquals(2, MultiScalePooling.nearest(maps, new Box(0, 0, 392, 32)), "112² in area");
  }

  @Test
  void windowsLieOnTheScaleARegionIsPooledFrom() {
    List<ScaledMap> maps = maps(0.5, 1, 2);
    List<Box> rois = List.of(square(112), square(390), new Box(3.5, 20, 41, 300));
    List<ScaledWindow> windows = POOLING.windows(maps, rois);
    for (int r = 0; r < rois.size(); r++) {
      int scale = MultiScalePooling.nearest(maps, rois.get(r));
      ScaledMap map = maps.get(scale);
      assertEquals(scale, windows.get(r).scale());
      assertEquals(
          map.projection().window(rois.get(r), map.conv5().width(), map.conv5().height()),
          windows.get(r).window());
    }
  }

  @Test
  void theFirstOfEqualsIsTaken() {
    assertEquals(0, MultiScalePooling.nearest(maps(2, 2, 1), square(112)));
    assertEquals(1, MultiScalePooling.nearest(maps(1, 2, 2), square(112)));
    // 160² = 25,600 and its 2.92-fold, 74,752, lie 24,576 below and above 224²
    List<ScaledMap> around = maps(1, Math.sqrt(2.92));
    Box box = square(160);
    double above = box.area() * Math.pow(around.get(1).projection().ratio(), 2) - 224 * 224;
    assertEquals(24_576, above, 0, "not a tie");
    assertEquals(24_576, 224 * 224 - box.area(), 0, "not a tie");
    assertEquals(0, MultiScalePooling.nearest(around, box));
    List<ScaledMap> swapped = List.of(around.get(1), around.get(0));
    assertEquals(0, MultiScalePooling.nearest(swapped, box));
  }

  @Property(tries = 100)
  void rowsAreThoseOfTheRegionsAlone(@ForAll long seed) {
    Random random = new Random(seed);
    List<ScaledMap> maps = new ArrayList<>(maps(0.5, 1, 1.7));
    Collections.shuffle(maps, random);
    List<Box> rois = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      double x = random.nextDouble() * 300;
      double y = random.nextDouble() * 300;
      rois.add(
          new Box(
              x,
              y,
              x + 1 + random.nextDouble() * (SIDE - x - 1),
              y + 1 + random.nextDouble() * (SIDE - y - 1)));
    }
    float[] pooled = POOLING.apply(maps, rois);
    int length = 5 * 3;
    assertEquals(rois.size() * length, pooled.length);
    for (int r = 0; r < rois.size(); r++) {
      float[] alone = POOLING.apply(List.of(nearest(maps, rois.get(r))), List.of(rois.get(r)));
      assertArrayEquals(alone, Arrays.copyOfRange(pooled, r * length, (r + 1) * length));
    }
  }

  private static ScaledMap nearest(List<ScaledMap> maps, Box roi) {
    ScaledMap best = maps.get(0);
    for (ScaledMap map : maps) {
      if (distance(map, roi) < distance(best, roi)) {
        best = map;
      }
    }
    return best;
  }

  private static double distance(ScaledMap map, Box roi) {
    double ratio = map.projection().ratio();
    return Math.abs((roi.x2() - roi.x1()) * ratio * (roi.y2() - roi.y1()) * ratio - 50_176);
  }

  @Test
  void noRegionsGiveNothing() {
    assertEquals(0, POOLING.apply(maps(1, 2), List.of()).length);
  }
}
