package io.sppdet.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import io.sppdet.geometry.Box;
import io.sppdet.geometry.ResizeRule;
import io.sppdet.geometry.RoiProjection;
import io.sppdet.head.HeadSize;
import io.sppdet.head.HeadWeights;
import io.sppdet.head.RegionHead;
import io.sppdet.head.RegionScores;
import io.sppdet.pooling.SpatialPyramidPooling;
import io.sppdet.proposal.ProposalMethod;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SVMs and box regressors on random layers: enough to tell a red square from a green disc. */
class RegionTrainersTest {
  private static final List<String> CLASSES = List.of("disc", "rectangle", "unicorn");
  private static final SpatialPyramidPooling PYRAMID = new SpatialPyramidPooling(List.of(4, 2, 1));
  private static final HeadSize SIZE =
      new HeadSize(ColourBackbone.CHANNELS, 8, PYRAMID.bins(), 96, 64, CLASSES.size());

  @TempDir static Path folder;
  private static NDManager manager;
  private static List<FeatureStore.Entry> entries;
  private static RegionPooler pooler;
  private static RegionHead head;

  @BeforeAll
  static void train() throws IOException {
    manager = NDManager.newBaseManager();
    ColourBackbone backbone = new ColourBackbone();
    ResizeRule resize = new ResizeRule(ShapesDataset.HEIGHT);
    FeatureStore store =
        new FeatureStore(
            folder.resolve("cache"),
            "0123456789abcdef",
            backbone,
            resize,
            ProposalMethod.OPENCV_SMALL);
    entries =
        store.prepare(
            ShapesDataset.write(folder.resolve("data"), 12, 3),
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
            store,
            untrained,
            PYRAMID,
            entry ->
                new RoiProjection(
                    ColourBackbone.STRIDE,
                    backbone.descriptor().offset(),
                    resize.ratio(entry.width(), entry.height())));
    new SvmTrainer(pooler, CLASSES).train(entries, weights, new Random(2), new Silent());
    new BoxRegressionTrainer(pooler, CLASSES).train(entries, weights, new Random(3), new Silent());
    weights.write(file);
    head = RegionHead.load(manager, file, SIZE);
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
        RegionLabels regions = new RegionLabels(entry, CLASSES, false);
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

  @Test
  void classesWithoutObjectsStayOutsideTheMargin() {
    RegionScores scores = score(entries.get(0), entries.get(0).proposals());
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
      RegionLabels regions = new RegionLabels(entry, CLASSES, false);
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
