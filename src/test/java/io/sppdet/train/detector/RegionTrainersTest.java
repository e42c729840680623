package io.sppdet.train.detector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import io.sppdet.geometry.Box;
import io.sppdet.head.BoxRegression;
import io.sppdet.head.Classifier;
import io.sppdet.head.HeadSize;
import io.sppdet.head.HeadWeights;
import io.sppdet.head.Neck;
import io.sppdet.head.RegionHead;
import io.sppdet.head.RegionScores;
import io.sppdet.operator.Precision;
import io.sppdet.pooling.roi.MultiScalePooling;
import io.sppdet.pooling.roi.Pyramid;
import io.sppdet.pooling.roi.Reduction;
import io.sppdet.proposal.ProposalMethod;
import io.sppdet.tensor.TensorFile;
import io.sppdet.train.run.ColourBackbone;
import io.sppdet.train.run.ConvLayers;
import io.sppdet.train.run.FeatureStore;
import io.sppdet.train.run.Interval;
import io.sppdet.train.run.Progress;
import io.sppdet.train.run.ShapesDataset;
import io.sppdet.train.run.Silent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SVMs and box regressors on random layers: enough to tell a red square from a green disc. */
class RegionTrainersTest {
  private static final List<String> CLASSES = List.of("disc", "rectangle", "unicorn");
  private static final Pyramid PYRAMID = new Pyramid(List.of(4, 2, 1), Reduction.MAX);
  private static final HeadSize SIZE =
      new HeadSize(
          new HeadSize.Cells(ColourBackbone.CHANNELS, 0, 8, Neck.NONE),
          PYRAMID.bins(),
          96,
          64,
          new HeadSize.Outputs(CLASSES.size(), Classifier.SVM, BoxRegression.RIDGE));

  @TempDir static Path folder;
  private static NDManager manager;
  private static List<FeatureStore.Entry> entries;
  private static FeatureStore store;
  private static RegionPooler pooler;
  private static RegionHead head;

  @BeforeAll
  static void train() throws IOException {
    manager = NDManager.newBaseManager();
    store =
        new FeatureStore(
            folder.resolve("cache"),
            "0123456789abcdef",
            ConvLayers.frozen(new ColourBackbone(), Precision.FLOAT32),
            ProposalMethod.FAST,
            note -> {});
    entries =
        store.prepare(
            ShapesDataset.write(folder.resolve("data"), 12, 3),
            List.of(),
            List.of(new FeatureStore.View(ShapesDataset.HEIGHT, false)),
            2,
            new Silent(),
            (image, cause) -> {
              throw cause;
            });
    HeadWeights weights = new HeadWeights(SIZE);
    Random random = new Random(1);
    fill(weights, "conv5.weight", SIZE.conv5(), SIZE.backbone(), random);
    fill(weights, "fc6.weight", SIZE.fc6(), SIZE.pooled(), random);
    fill(weights, "fc7.weight", SIZE.fc7(), SIZE.fc6(), random);
    Path file = folder.resolve("head.safetensors");
    weights.write(file);
    RegionHead untrained = RegionHead.load(manager, file, SIZE);
    pooler =
        new RegionPooler(
            store, untrained, new MultiScalePooling(PYRAMID), List.of(ShapesDataset.HEIGHT));
    svms(folder.resolve("svm"), Duration.ofDays(1)).train(weights, new Random(2), new Silent());
    regressors().train(entries, weights, new Random(3), new Silent());
    weights.write(file);
    head = RegionHead.load(manager, file, SIZE);
  }

  private static SvmTrainer svms(Path checkpoint, Duration interval) throws IOException {
    Path features = Files.createDirectories(folder.resolve("features"));
    return new SvmTrainer(
        new RegionFeatures(features, pooler, entries, CLASSES, note -> {}),
        CLASSES,
        1 << 30,
        checkpoint,
        new Interval(interval));
  }

  private static BoxRegressionTrainer regressors() throws IOException {
    Path boxes = Files.createDirectories(folder.resolve("boxes"));
    return new BoxRegressionTrainer(pooler, CLASSES, boxes);
  }

  @Test
  void killedMiningEndsAsAWholeOne() throws IOException {
    Path whole = folder.resolve("whole.head");
    Path resumed = folder.resolve("resumed.head");
    HeadWeights expected = new HeadWeights(SIZE);
    svms(folder.resolve("whole"), Duration.ZERO).train(expected, new Random(2), new Silent());
    expected.write(whole);
    Progress kill =
        new Silent() {
          @Override
          public void begin(String step, long units, long done) {
            mining = step.equals("hard negatives");
          }

          @Override
          public void done(long units, String detail) {
            if (mining && units == 5) {
              throw new IllegalStateException("killed");
            }
          }

          private boolean mining;
        };
    Path checkpoint = folder.resolve("killed");
    SvmTrainer killed = svms(checkpoint, Duration.ZERO);
    assertThrows(
        IllegalStateException.class,
        () -> killed.train(new HeadWeights(SIZE), new Random(2), kill));
    HeadWeights actual = new HeadWeights(SIZE);
    svms(checkpoint, Duration.ZERO).train(actual, new Random(2), new Silent());
    actual.write(resumed);
    assertArrayEquals(Files.readAllBytes(whole), Files.readAllBytes(resumed));
  }

  private static void fill(HeadWeights head, String name, int out, int in, Random random) {
    float[] values = new float[out * in];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * Math.sqrt(2.0 / in));
    }
    head.set(name, values);
  }

  @AfterAll
  static void close() {
    manager.close();
  }

  private static RegionScores score(FeatureStore.Entry entry, List<Box> boxes) {
    return head.score(pooler.pooled(entry, boxes));
  }

  @Test
  void svmsPutObjectsBeforeWhatDoesNotShowThem() {
    for (int k = 0; k < 2; k++) {
      int pairs = 0;
      int inOrder = 0;
      for (FeatureStore.Entry entry : entries) {
        RegionLabels regions = pooler.regions(entry, CLASSES);
        RegionScores scores = score(entry, regions.boxes());
        for (int object = 0; object < regions.objects(); object++) {
          for (int r = 0; r < regions.boxes().size(); r++) {
            if (regions.classOf(object) == k && regions.overlap(r, k) < 0.3) {
              pairs++;
              inOrder += scores.margin(object, k) > scores.margin(r, k) ? 1 : 0;
            }
          }
        }
      }
      assertTrue(pairs > 100, pairs + " pairs");
      assertTrue(inOrder > 0.99 * pairs, CLASSES.get(k) + ": " + inOrder + " of " + pairs);
    }
  }

  /** An IoU under 0.3 to every object of the class, though those from 0.3 to 0.6 are there. */
  @Test
  void negativesAreFarFromObjects() throws IOException {
    Path checkpoint = folder.resolve("negatives");
    svms(checkpoint, Duration.ZERO).train(new HeadWeights(SIZE), new Random(2), new Silent());
    int near = 0;
    int far = 0;
    try (NDManager scope = NDManager.newBaseManager();
        TensorFile file = TensorFile.read(scope, checkpoint)) {
      for (int k = 0; k < 2; k++) {
        String name = k + ".negatives";
        int[] places = file.integers(name, file.shape(name));
        for (int i = 0; i < places.length; i += 2) {
          RegionLabels regions = pooler.regions(entries.get(places[i]), CLASSES);
          assertTrue(regions.overlap(places[i + 1], k) < 0.3);
          far++;
        }
        for (FeatureStore.Entry entry : entries) {
          RegionLabels regions = pooler.regions(entry, CLASSES);
          for (int r = regions.objects(); r < regions.boxes().size(); r++) {
            near += regions.overlap(r, k) >= 0.3 && regions.overlap(r, k) < 0.6 ? 1 : 0;
          }
        }
      }
    }
    assertTrue(far > 50, far + " negatives");
    assertTrue(near > 10, near + " regions that are neither");
  }

  /** The same images again and again, until SVMs are trained on the way. */
  @Test
  void easyNegativesAreEvicted() throws IOException {
    int proposals = 0;
    for (FeatureStore.Entry entry : entries) {
      proposals += pooler.regions(entry, CLASSES).boxes().size();
    }
    int times = 2 + 2000 / proposals * 2;
    List<FeatureStore.Entry> many = new ArrayList<>();
    for (int i = 0; i < times + 2; i++) {
      many.addAll(entries);
    }
    List<Integer> kept = new ArrayList<>();
    Path features = Files.createDirectories(folder.resolve("many"));
    new SvmTrainer(
            new RegionFeatures(features, pooler, many, CLASSES, note -> {}),
            CLASSES,
            1 << 30,
            folder.resolve("evicted"),
            new Interval(Duration.ofDays(1)))
        .train(
            new HeadWeights(SIZE),
            new Random(2),
            new Silent() {
              @Override
              public void done(long units, String detail) {
                if (detail.endsWith(" kept")) {
                  kept.add(Integer.valueOf(detail.replace(" kept", "")));
                }
              }
            });
    assertEquals(many.size(), kept.size());
    int fell = 0;
    for (int i = 1; i < kept.size(); i++) {
      fell += kept.get(i) < kept.get(i - 1) - 1000 ? 1 : 0;
    }
    assertTrue(fell > 0, kept.toString());
  }

  @Test
  void classesWithoutObjectsStayOutsideTheMargin() {
    RegionScores scores = score(entries.get(0), store.proposals(entries.get(0)));
    for (int r = 0; r < scores.regions(); r++) {
      assertEquals(-1, scores.margin(r, 2));
      assertEquals(0, scores.delta(r, 2).dx());
    }
  }

  @Test
  void regressionDrawsProposalsToTheirObjects() {
    double before = 0;
    double after = 0;
    int count = 0;
    for (FeatureStore.Entry entry : entries) {
      RegionLabels regions = pooler.regions(entry, CLASSES);
      RegionScores scores = score(entry, regions.boxes());
      for (int r = regions.objects(); r < regions.boxes().size(); r++) {
        RegionLabels.Match match = regions.match(r);
        if (match.iou() >= 0.6 && match.iou() < 0.9) {
          Box moved = scores.delta(r, match.classId()).decode(regions.boxes().get(r));
          before += match.iou();
          after += moved.iou(match.box());
          count++;
        }
      }
    }
    assertTrue(count > 20, count + " proposals");
    assertTrue(
        after / count > before / count + 0.03,
        "mean IoU of %d proposals: %.3f before, %.3f after"
            .formatted(count, before / count, after / count));
  }
}
