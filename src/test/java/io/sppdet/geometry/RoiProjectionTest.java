package io.sppdet.geometry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.Npz;
import io.sppdet.SharedFiles;
import java.io.IOException;
import java.util.Arrays;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoiProjectionTest {
  @Provide
  Arbitrary<Box> anywhere() {
    return Boxes.anywhere();
  }

  @Provide
  Arbitrary<Box> grid() {
    return Boxes.onGrid(120);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "b", "c"})
  void equalsTheReference(String name) throws IOException {
    Npz npz = Npz.read(SharedFiles.require("reference/roi_spp.npz"));
    double[] geometry = npz.doubles("geometry_" + name);
    RoiProjection projection = new RoiProjection((int) geometry[1], geometry[2], geometry[0]);
    int height = npz.shape("map")[1];
    int width = npz.shape("map")[2];
    double[] boxes = npz.doubles("boxes");
    int[] expected = npz.ints("window_" + name);
    assertEquals(boxes.length, expected.length);
    for (int i = 0; i < boxes.length; i += 4) {
      Box box = new Box(boxes[i], boxes[i + 1], boxes[i + 2], boxes[i + 3]);
      Window window = projection.window(box, width, height);
      assertArrayEquals(
          Arrays.copyOfRange(expected, i, i + 4),
          new int[] {window.x0(), window.y0(), window.xEnd(), window.yEnd()},
          () -> "window of " + box);
    }
  }

  @Test
  void projectsByHand() {
    RoiProjection projection = new RoiProjection(16, 0, 1);
    assertEquals(new Window(0, 0, 24, 18), projection.window(new Box(0, 0, 400, 300), 25, 19));
    // pixels 24 and 39 are half-way between two cells: both ties go inward
    assertEquals(new Window(2, 2, 2, 2), projection.window(new Box(24, 24, 41, 41), 25, 19));
    // one pixel half-way between cells 1 and 2: the ties cross, and the lower cell is taken
    assertEquals(new Window(1, 1, 1, 1), projection.window(new Box(24, 24, 25, 25), 25, 19));
    // beyond the map: its border cell
    assertEquals(
        new Window(24, 18, 24, 18), projection.window(new Box(900, 900, 950, 950), 25, 19));
  }

  @Property
  void windowsLieInsideTheMap(
      @ForAll("anywhere") Box box,
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll @IntRange(min = 1, max = 40) int height) {
    Window window = new RoiProjection(16, 15, 1.28).window(box, width, height);
    assertTrue(window.xEnd() < width && window.yEnd() < height);
    assertTrue(window.width() >= 1 && window.height() >= 1);
  }

  /** A larger box never loses a cell that a smaller one inside it has. */
  @Property
  void windowsGrowWithTheirBoxes(@ForAll("grid") Box a, @ForAll("grid") Box b) {
    Box hull =
        new Box(
            Math.min(a.x1(), b.x1()),
            Math.min(a.y1(), b.y1()),
            Math.max(a.x2(), b.x2()),
            Math.max(a.y2(), b.y2()));
    RoiProjection projection = new RoiProjection(1, 0, 1);
    Window small = projection.window(a, 120, 120);
    Window large = projection.window(hull, 120, 120);
    assertTrue(large.x0() <= small.x0() && large.xEnd() >= small.xEnd());
    assertTrue(large.y0() <= small.y0() && large.yEnd() >= small.yEnd());
  }

  /** At stride 1 and ratio 1 a cell is a pixel, so that the window is the box. */
  @Property
  void theIdentityKeepsThePixels(@ForAll("grid") Box box) {
    assertEquals(
        new Window((int) box.x1(), (int) box.y1(), (int) box.x2() - 1, (int) box.y2() - 1),
        new RoiProjection(1, 0, 1).window(box, 120, 120));
  }

  @Test
  void refusesNonsense() {
    assertThrows(IllegalArgumentException.class, () -> new RoiProjection(0, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new RoiProjection(16, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new RoiProjection(16, 0, Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> new Window(-1, 0, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new Window(3, 0, 2, 0));
  }
}
