package io.sppdet.detect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import io.sppdet.image.ImageReader;
import io.sppdet.model.ModelDirectory;
import io.sppdet.model.SppNet;
import io.sppdet.pooling.roi.ScaledMap;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A photo in the corner of a large canvas: slices see there what they see of the photo itself. */
class SlicedDetectorTest {
  private static SppNet network;
  private static Detector whole;

  @BeforeAll
  static void load() {
    network = load(List.of(704));
    whole = Detector.of(network);
  }

  private static SppNet load(List<Integer> scales) {
    return SppNet.load(ModelDirectory.open(Path.of("models/voc07")).withScales(scales));
  }

  @AfterAll
  static void close() {
    network.close();
  }

  /** Of 1,200 × 900 pixels, so that there are two rows and two columns of slices of 704. */
  private static Image canvas() {
    Image photo = new ImageReader().read(Path.of("samples/chelsea.jpg"));
    byte[] rgb = new byte[3 * 1200 * 900];
    Arrays.fill(rgb, (byte) 128);
    for (int y = 0; y < photo.height(); y++) {
      System.arraycopy(
          photo.rgb(), 3 * y * photo.width(), rgb, 3 * (y * 1200 + 40), 3 * photo.width());
    }
    return new Image("canvas", 1200, 900, rgb);
  }

  @Test
  void aSliceIsOneScaleMoreForWhatLiesInIt() {
    Image canvas = canvas();
    SlicedDetector sliced = new SlicedDetector(whole, new Slicing(0));
    List<ScaledMap> maps = sliced.conv5(canvas);
    assertEquals(1 + 4, maps.size());
    Box slice = new Box(0, 0, 704, 704);
    assertEquals(slice, maps.get(1).part());
    Image part = canvas.part(0, 0, 704, 704);
    List<ScaledMap> ofPart = network.conv5(part);
    assertArrayEquals(ofPart.get(0).conv5().values(), maps.get(1).conv5().values());

    Box small = new Box(60, 30, 260, 250); // nearer 224² in the slice than in the whole
    float[] vector = network.pooling().apply(maps, List.of(small));
    assertArrayEquals(network.pooling().apply(ofPart, List.of(small)), vector);
    Box large = new Box(10, 10, 1100, 890);
    assertArrayEquals(
        network.pooling().apply(maps.subList(0, 1), List.of(large)),
        network.pooling().apply(maps, List.of(large)));
  }

  @Test
  void proposalsAreThoseOfTheWholeAndTheUncutOnesOfSlices() {
    Image canvas = canvas();
    List<Box> all = new SlicedDetector(whole, new Slicing(0)).propose(canvas);
    List<Box> ofWhole = whole.propose(canvas);
    assertEquals(ofWhole, all.subList(0, ofWhole.size()));
    assertEquals(all.size(), new HashSet<>(all).size());
    List<Box> more = all.subList(ofWhole.size(), all.size());
    List<Box> ofPart = whole.propose(canvas.part(0, 0, 704, 704));
    assertTrue(more.size() > 10, more.toString());
    long kept = ofPart.stream().filter(all::contains).count();
    long uncut = ofPart.stream().filter(box -> box.x2() < 704 && box.y2() < 704).count();
    assertEquals(uncut, kept);
  }

  /** The larger scale says how large slices are; each is seen at both. */
  @Test
  void ofTwoScalesTheLargerIsTheSideOfSlices() {
    Image canvas = canvas();
    try (SppNet two = load(List.of(576, 384))) {
      Detector both = Detector.of(two);
      List<ScaledMap> maps = new SlicedDetector(both, new Slicing(0)).conv5(canvas);
      assertEquals(2 * (1 + 3 * 2), maps.size()); // ceil(624 / 432) + 1, ceil(324 / 432) + 1
      Box last = new Box(1200 - 576, 900 - 576, 1200, 900);
      assertEquals(last, maps.get(12).part());
      assertEquals(last, maps.get(13).part());
      assertEquals(1, maps.get(12).projection().ratio());
      assertEquals(384.0 / 576, maps.get(13).projection().ratio(), 1e-12);
      List<ScaledMap> ofPart = two.conv5(canvas.part(1200 - 576, 900 - 576, 576, 576));
      for (int scale = 0; scale < 2; scale++) {
        assertArrayEquals(
            ofPart.get(scale).conv5().values(), maps.get(12 + scale).conv5().values());
      }
      Box small = new Box(1000, 700, 1060, 760); // as large as can be
      assertArrayEquals(
          two.pooling().apply(ofPart.subList(0, 1), List.of(small.shift(576 - 1200, 576 - 900))),
          two.pooling().apply(maps, List.of(small)));
    }
  }

  @Test
  void aSmallPhotoIsSeenAsItWas() {
    Image photo = new ImageReader().read(Path.of("samples/chelsea.jpg"));
    assertEquals(whole.detect(photo), new SlicedDetector(whole, new Slicing(0)).detect(photo));
  }
}
