package io.sppdet.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.geometry.Box;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SlicingTest {
  @Test
  void aPhotoThatIsSeenWholeHasNone() {
    assertEquals(List.of(), new Slicing(0).of(640, 480, 704));
    assertEquals(List.of(), new Slicing(0).of(900, 600, 704));
  }

  @Test
  void aPhotoOfTwelveMegapixels() {
    List<Box> slices = new Slicing(0).of(4000, 3000, 704);
    assertEquals(8 * 6, slices.size()); // ceil(3296 / 528) + 1, ceil(2296 / 528) + 1
    assertEquals(new Box(0, 0, 704, 704), slices.get(0));
    assertEquals(new Box(3296, 2296, 4000, 3000), slices.get(47));
    List<Box> two = new Slicing(2).of(4000, 3000, 704);
    assertEquals(4, two.size());
    assertEquals(new Box(0, 0, 2286, 2286), two.get(0)); // 4000 / 1.75
  }

  /** All of a box that is no larger than the overlap lies in one slice at least. */
  @Property
  void whatIsSmallLiesWholeInASlice(
      @ForAll @IntRange(min = 1, max = 5000) int width,
      @ForAll @IntRange(min = 1, max = 5000) int height,
      @ForAll @IntRange(min = 0, max = 16) int along,
      @ForAll @IntRange(max = 4999) int x,
      @ForAll @IntRange(max = 4999) int y) {
    List<Box> slices = new Slicing(along == 1 ? 0 : along).of(width, height, 704);
    if (slices.isEmpty()) {
      return;
    }
    double small = Math.max(0, slices.get(0).width() / 4 - 1);
    double left = Math.min(x, Math.max(0, width - small));
    double top = Math.min(y, Math.max(0, height - small));
    Box box = new Box(left, top, Math.min(width, left + small), Math.min(height, top + small));
    assertTrue(
        slices.stream()
            .anyMatch(
                s ->
                    s.x1() <= box.x1()
                        && s.y1() <= box.y1()
                        && s.x2() >= box.x2()
                        && s.y2() >= box.y2()),
        box + " in " + slices);
    for (Box slice : slices) {
      assertTrue(slice.x1() >= 0 && slice.x2() <= width && slice.y2() <= height, slice.toString());
    }
  }
}
