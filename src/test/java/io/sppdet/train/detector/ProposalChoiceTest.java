package io.sppdet.train.detector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.dataset.LabelledImage;
import io.sppdet.dataset.LabelledObject;
import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import io.sppdet.image.ImageWriter;
import io.sppdet.natives.NativeLibraries;
import io.sppdet.proposal.ProposalMethod;
import io.sppdet.train.run.ShapesDataset;
import io.sppdet.train.run.Silent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProposalChoiceTest {
  private static final int WIDTH = 1200;
  private static final int HEIGHT = 900;

  @TempDir Path folder;
  private final Silent progress = new Silent();

  @BeforeAll
  static void configure() {
    NativeLibraries.configure();
  }

  private ProposalMethod choose(List<LabelledImage> images) {
    return ProposalChoice.choose(images, 1, progress);
  }

  @Test
  void theFirstIsTakenWhereItReachesTheObjects() throws IOException {
    assertEquals(ProposalMethod.FAST, choose(ShapesDataset.write(folder, 6, 1)));
    assertEquals(
        List.of("fast proposals reach 100.0 % of the objects of 6 images"), progress.notes);
  }

  @Test
  void unreadableImagesDoNotMatter() throws IOException {
    List<LabelledImage> images = new ArrayList<>(ShapesDataset.write(folder, 4, 2));
    Files.writeString(images.get(0).image(), "no picture");
    images.add(new LabelledImage("lost", folder.resolve("lost.png"), images.get(1).objects()));
    assertEquals(ProposalMethod.FAST, choose(images));
    assertTrue(progress.notes.get(0).contains("reach 100.0 %"), progress.notes.toString());
    assertEquals(1, progress.notes.size(), progress.notes.toString());
  }

  @Test
  void withNothingToReachTheFirstIsTaken() throws IOException {
    Path lost = folder.resolve("lost.png");
    List<LabelledObject> objects = ShapesDataset.write(folder, 1, 3).get(0).objects();
    List<LabelledImage> images = List.of(new LabelledImage("lost", lost, objects));
    assertEquals(ProposalMethod.FAST, choose(images));
    assertEquals(ProposalMethod.FAST, choose(List.of(new LabelledImage("bare", lost, List.of()))));
  }

  /** Nothing can be seen of the object: no way reaches it, and the fastest is the best of those. */
  @Test
  void theFirstIsTakenWhereNoneIsBetter() {
    byte[] black = new byte[3 * WIDTH * HEIGHT];
    LabelledImage image = labelled(black, List.of(new Box(600, 450, 690, 540)));
    assertEquals(ProposalMethod.FAST, choose(List.of(image)));
    assertEquals(
        List.of(
            "fast proposals reach 0.0 % of the objects of 1 image",
            "fine proposals reach 0.0 % of the objects of 1 image"),
        progress.notes);
  }

  /**
   * Squares too small for segments of 100 pixels where the longest side is 400, not where it is
   * 500.
   */
  @Test
  void theFinerIsTakenWhereItReachesMore() {
    List<Box> squares = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      int x = 60 + i % 5 * 230;
      int y = 60 + i / 5 * 220;
      squares.add(new Box(x, y, x + 27, y + 27));
    }
    assertEquals(ProposalMethod.FINE, choose(List.of(faint(squares))));
    assertEquals(2, progress.notes.size(), progress.notes.toString());
  }

  /** A noisy grey picture with squares a little darker. */
  private LabelledImage faint(List<Box> squares) {
    byte[] rgb = new byte[3 * WIDTH * HEIGHT];
    Random random = new Random(1);
    for (int i = 0; i < rgb.length; i += 3) {
      Arrays.fill(rgb, i, i + 3, (byte) (107 + random.nextInt(20)));
    }
    for (Box box : squares) {
      for (int y = (int) box.y1(); y < box.y2(); y++) {
        for (int i = 3 * (y * WIDTH + (int) box.x1()); i < 3 * (y * WIDTH + box.x2()); i++) {
          rgb[i] = (byte) (rgb[i] - 6); // below 128, so without a sign
        }
      }
    }
    return labelled(rgb, squares);
  }

  private LabelledImage labelled(byte[] rgb, List<Box> boxes) {
    Path file = folder.resolve("picture.png");
    new ImageWriter().write(new Image("picture", WIDTH, HEIGHT, rgb), file);
    return new LabelledImage(
        "picture",
        file,
        boxes.stream().map(box -> new LabelledObject("square", box, false)).toList());
  }
}
