package io.sppdet.classify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.Npz;
import io.sppdet.SharedFiles;
import io.sppdet.error.SppdetException;
import io.sppdet.image.Image;
import io.sppdet.image.ImageResizer;
import io.sppdet.model.ClassifierDescriptor;
import io.sppdet.model.ModelDescription;
import io.sppdet.model.ModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageClassifierTest {
  private static final ModelDirectory IMAGENET = ModelDirectory.open(Path.of("models", "imagenet"));

  @TempDir Path folder;

  /** The shipped classifier with other weights and views. */
  private ModelDirectory float32(Path weights, int scale) throws IOException {
    ModelDescription shipped = IMAGENET.description();
    Files.createSymbolicLink(folder.resolve(shipped.backbone().file()), weights);
    Files.createSymbolicLink(folder.resolve(shipped.classifier().file()), weights);
    return new ModelDirectory(folder, shipped)
        .with(shipped.classifier().withViews(List.of(scale), false, null));
  }

  /** Pictures whose short side is the scale stay as they are. */
  @ParameterizedTest
  @CsvSource({"224, 256", "231, 317"})
  void scoresAreTheSoftmaxOfThePublishedLogits(int height, int width) throws IOException {
    Path weights = SharedFiles.require("weights/efficientnet-lite2.safetensors");
    Npz reference = Npz.read(SharedFiles.require("weights/efficientnet-lite2-reference.npz"));
    String size = height + "x" + width;
    double[] expected = softmax(reference.floats("logits_" + size));
    try (ImageClassifier exact = ImageClassifier.load(float32(weights, height))) {
      assertArrayEquals(expected, exact.scores(picture(reference, "rgb_" + size)), 1e-5);
    }
    ClassifierDescriptor shipped = IMAGENET.classifier().withViews(List.of(height), null, null);
    try (ImageClassifier half = ImageClassifier.load(IMAGENET.with(shipped))) {
      double[] scores = half.scores(picture(reference, "rgb_" + size)); // weights in fp16
      assertArrayEquals(expected, scores, 0.02);
      assertEquals(best(expected), best(scores));
    }
  }

  private static double[] softmax(float[] logits) {
    double sum = 0;
    double[] scores = new double[logits.length];
    for (int k = 0; k < logits.length; k++) {
      scores[k] = Math.exp(logits[k]);
      sum += scores[k];
    }
    for (int k = 0; k < logits.length; k++) {
      scores[k] /= sum;
    }
    return scores;
  }

  private static int best(double[] scores) {
    int best = 0;
    for (int k = 1; k < scores.length; k++) {
      best = scores[k] > scores[best] ? k : best;
    }
    return best;
  }

  private static Image picture(Npz npz, String name) {
    int[] values = npz.ints(name);
    byte[] rgb = new byte[values.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) values[i];
    }
    return new Image(name, npz.shape(name)[1], npz.shape(name)[0], rgb);
  }

  private static Image noise(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    new Random(1).nextBytes(rgb);
    return new Image("noise", width, height, rgb);
  }

  private static double[] scores(Image image, List<Integer> scales, boolean flip, Integer warp) {
    ClassifierDescriptor views = IMAGENET.classifier().withViews(scales, flip, warp);
    try (ImageClassifier classifier = ImageClassifier.load(IMAGENET.with(views))) {
      return classifier.scores(image);
    }
  }

  @Test
  void viewsAreAveraged() {
    Image image = noise(90, 60);
    double[] small = scores(image, List.of(64), false, null);
    double[] large = scores(image, List.of(96), false, null);
    double[] mirrored = scores(ImageResizer.flip(image), List.of(64), false, null);
    double[] both = scores(image, List.of(64, 96), false, null);
    double[] flipped = scores(image, List.of(64), true, null);
    for (int k = 0; k < small.length; k++) {
      assertEquals((small[k] + large[k]) / 2, both[k], 1e-7);
      assertEquals((small[k] + mirrored[k]) / 2, flipped[k], 1e-5);
    }
  }

  @Test
  void warpedImageIsSeenAsASquare() {
    Image image = noise(90, 60);
    assertArrayEquals(
        scores(ImageResizer.resize(image, 64, 64), List.of(64), false, null),
        scores(image, null, false, 64));
  }

  @Test
  void extremeShapesAreClassified() {
    for (Image image : List.of(noise(1, 1), noise(2000, 1), noise(1, 700))) {
      double sum = 0;
      for (double score : scores(image, List.of(64), true, null)) {
        sum += score;
      }
      assertEquals(1, sum, 1e-9);
    }
  }

  @Test
  void detectorIsNoClassifier() {
    ModelDirectory detector = ModelDirectory.open(Path.of("models", "voc07"));
    String message =
        assertThrows(SppdetException.class, () -> ImageClassifier.load(detector)).getMessage();
    assertTrue(message.endsWith("this model holds no classifier"), message);
  }
}
