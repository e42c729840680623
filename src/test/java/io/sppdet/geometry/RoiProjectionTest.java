package io.sppdet.geometry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.Npz;
import io.sppdet.ReferenceFiles;
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
    Npz npz = Npz.read(ReferenceFiles.of("roi_spp.npz"));
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
          new int[] {
            (int) window.x0(), (int) window.y0(), (int) window.x1() - 1, (int) window.y1() - 1
          },
          () -> "window of " + box);
    }
  }

  @Test
  void projectsByHand() {
    RoiProjection projection = new RoiProjection(16, 0, 1);
    assertEquals(Window.ofCells(0, 0, 24, 18), projection.window(new Box(0, 0, 400, 300), 25, 19));
    // pixels 24 and 39 are half-way between two cells: both ties go inward
    assertEquals(Window.ofCells(2, 2, 2, 2), projection.window(new Box(24, 24, 41, 41), 25, 19));
    // one pixel half-way between cells 1 and 2: the ties cross, and the lower cell is taken
    assertEquals(Window.ofCells(1, 1, 1, 1), projection.window(new Box(24, 24, 25, 25), 25, 19));
    // beyond the map: its border cell
    assertEquals(
        Window.ofCells(24, 18, 24, 18), projection.window(new Box(900, 900, 950, 950), 25, 19));
  }

  @Property
  void windowsLieInsideTheMap(
      @ForAll("anywhere") Box box,
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll @IntRange(min = 1, max = 40) int height) {
    Window window = new RoiProjection(16, 15, 1.28).window(box, width, height);
    assertTrue(window.x1() <= width && window.y1() <= height);
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
    assertTrue(large.x0() <= small.x0() && large.x1() >= small.x1());
    assertTrue(large.y0() <= small.y0() && large.y1() >= small.y1());
  }

  /** At stride 1 and ratio 1 a cell is a pixel, so that the window is the box. */
  @Property
  void theIdentityKeepsThePixels(@ForAll("grid") Box box) {
    assertEquals(
        Window.ofCells((int) box.x1(), (int) box.y1(), (int) box.x2() - 1, (int) box.y2() - 1),
        new RoiProjection(1, 0, 1).window(box, 120, 120));
  }

  @Property
  void theIdentityKeepsTheArea(@ForAll("grid") Box box) {
    assertEquals(
        new Window(box.x1(), box.y1(), box.x2(), box.y2()),
        new RoiProjection(1, 0, 1).area(box, 120, 120));
  }

  @Test
  void projectsAreasByHand() {
    RoiProjection projection = new RoiProjection(16, 15, 2);
    // pixels 46 to 145 of the resized image; cell 0 covers pixels 7.5 to 22.5, edge to edge
    assertEquals(
        new Window((46 - 7.5) / 16, (10 - 7.5) / 16, (146 - 7.5) / 16, (50 - 7.5) / 16),
        projection.area(new Box(23, 5, 73, 25), 25, 19));
    // beyond the map, and empty: a pixel
    assertEquals(new Window(24.9375, 18.9375, 25, 19), projection.area(beyond(900), 25, 19));
    assertEquals(new Window(0, 0, 0.0625, 0.0625), projection.area(beyond(-900), 25, 19));
    Window empty = projection.area(new Box(50, 50, 50, 50), 25, 19);
    assertEquals(new Window(5.75, 5.75, 5.8125, 5.8125), empty);
  }

  private static Box beyond(int at) {
    return new Box(at, at, at + 5, at + 5);
  }

  /** The whole cells are those it touches, but for half a pixel where two tie. */
  @Property
  void areasLieInTheirWindows(@ForAll("grid") Box box) {
    RoiProjection projection = new RoiProjection(16, 15, 1.5);
    Window area = projection.area(box, 40, 30);
    Window window = projection.window(box, 40, 30);
    double half = 0.5 / 16 + 1e-9;
    assertTrue(window.x0() <= area.x0() + half && window.x0() > area.x0() - 1 - half);
    assertTrue(window.y0() <= area.y0() + half && window.y0() > area.y0() - 1 - half);
    assertTrue(window.x1() >= area.x1() - half && window.x1() < area.x1() + 1 + half);
    assertTrue(window.y1() >= area.y1() - half && window.y1() < area.y1() + 1 + half);
  }

  /** Mirrored boxes on a map that mirrors the image have mirrored areas. */
  @Property
  void areasMirror(@ForAll("anywhere") Box box) {
    RoiProjection projection = new RoiProjection(16, 7.5, 1); // 25 cells of 400 pixels
    Window area = projection.area(box, 25, 25);
    Window mirrored = projection.area(box.flip(400), 25, 25);
    assertEquals(25 - area.x1(), mirrored.x0(), 1e-9);
    assertEquals(25 - area.x0(), mirrored.x1(), 1e-9);
    assertEquals(area.y0(), mirrored.y0());
  }

  @Test
  void refusesNonsense() {
    assertThrows(IllegalArgumentException.class, () -> new RoiProjection(0, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new RoiProjection(16, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new RoiProjection(16, 0, Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> Window.ofCells(-1, 0, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> Window.ofCells(3, 0, 2, 0));
    assertThrows(IllegalArgumentException.class, () -> new Window(0, 0, Double.NaN, 1));
  }
}
