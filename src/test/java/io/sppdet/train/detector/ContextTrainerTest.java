package io.sppdet.train.detector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.dataset.Checksum;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.dataset.LabelledObject;
import io.sppdet.error.SppdetException;
import io.sppdet.geometry.Box;
import io.sppdet.head.BoxRegression;
import io.sppdet.head.Classifier;
import io.sppdet.head.Context;
import io.sppdet.head.HeadLayout;
import io.sppdet.head.HeadSize;
import io.sppdet.head.HeadWeights;
import io.sppdet.head.Neck;
import io.sppdet.image.Image;
import io.sppdet.image.ImageReader;
import io.sppdet.model.ModelDirectory;
import io.sppdet.model.SppNet;
import io.sppdet.train.run.FeatureStore;
import io.sppdet.train.run.Silent;
import io.sppdet.train.run.TrainingImages;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Photos of two kinds of surroundings; a cat is in those of one. */
class ContextTrainerTest {
  private static final int CAT = 7;
  private static final int DOG = 11;

  @TempDir Path folder;

  /** Stripes, with a cat, or noise; a dog is in all. */
  private FeatureStore.Entry entry(int number) throws IOException {
    boolean cat = number % 2 == 0;
    Random random = new Random(number);
    BufferedImage image = new BufferedImage(120, 90, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 90; y++) {
      for (int x = 0; x < 120; x++) {
        int grey = random.nextInt(256);
        image.setRGB(
            x, y, cat ? (x / 12 + number) % 2 == 0 ? 0x30A040 : 0xE0F0D0 : 0x010101 * grey);
      }
    }
    Path file = folder.resolve(number + ".png");
    ImageIO.write(image, "png", file.toFile());
    Box box = new Box(10, 10, 60, 60);
    List<LabelledObject> objects = new ArrayList<>();
    objects.add(new LabelledObject("dog", box, false));
    if (cat) {
      objects.add(new LabelledObject("cat", box, false));
    }
    String id = String.valueOf(number);
    return new FeatureStore.Entry(new LabelledImage(id, file, objects), Checksum.of(file), 120, 90);
  }

  private List<FeatureStore.Entry> entries(int from, int to) throws IOException {
    List<FeatureStore.Entry> entries = new ArrayList<>();
    for (int i = from; i < to; i++) {
      entries.add(entry(i));
    }
    return entries;
  }

  @Test
  void surroundingsSpeakForAClassOnceTheyTell() throws IOException {
    try (SppNet net = SppNet.load(ModelDirectory.open(Path.of("models/voc07")))) {
      int classes = net.detector().classes().size();
      HeadSize size =
          new HeadSize(
              new HeadSize.Cells(8, 0, net.head().size().channels(), Neck.NONE),
              1,
              0,
              true,
              4,
              4,
              new HeadSize.Outputs(classes, Classifier.SOFTMAX, BoxRegression.NONE));
      HeadWeights head = new HeadWeights(size);
      new ContextTrainer(net)
          .train(
              new TrainingImages.Division<>(entries(0, 12), entries(12, 24)), head, new Silent());
      Context context =
          new Context(
              head.get(HeadLayout.CONTEXT.weight()), head.get(HeadLayout.CONTEXT.bias()), 1);
      for (FeatureStore.Entry entry : entries(24, 30)) {
        Image image = new ImageReader().read(entry.image().image());
        float[] said = context.of(net.wholeImage(image, net.conv5(image)));
        assertTrue(
            entry.image().objects().size() == 2 ? said[CAT] > 0.5 : said[CAT] < -0.5,
            entry.image().id() + ": " + said[CAT]);
        for (int k = 0; k < classes; k++) {
          assertTrue(k == CAT || said[k] == 0, () -> "all photos or none show it");
        }
        assertEquals("dog", net.detector().classes().get(DOG));
        assertEquals("cat", net.detector().classes().get(CAT));
      }
      FeatureStore.Entry changed = entry(0);
      Files.copy(
          entry(1).image().image(), changed.image().image(), StandardCopyOption.REPLACE_EXISTING);
      SppdetException e =
          assertThrows(
              SppdetException.class,
              () ->
                  new ContextTrainer(net)
                      .train(
                          new TrainingImages.Division<>(List.of(changed), List.of()),
                          head,
                          new Silent()));
      assertEquals(
          changed.image().image() + ": was changed while this run was using it", e.getMessage());
    }
  }
}
