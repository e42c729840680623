package io.sppdet.train.detector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDManager;
import io.sppdet.dataset.LabelledObject;
import io.sppdet.geometry.Box;
import io.sppdet.geometry.FeatureMap;
import io.sppdet.geometry.ResizeRule;
import io.sppdet.geometry.RoiProjection;
import io.sppdet.geometry.Window;
import io.sppdet.head.BoxRegression;
import io.sppdet.head.Classifier;
import io.sppdet.head.HeadSize;
import io.sppdet.head.HeadWeights;
import io.sppdet.head.Neck;
import io.sppdet.head.RegionHead;
import io.sppdet.operator.Precision;
import io.sppdet.pooling.roi.MultiScalePooling;
import io.sppdet.pooling.roi.Pyramid;
import io.sppdet.pooling.roi.Reduction;
import io.sppdet.proposal.ProposalMethod;
import io.sppdet.train.run.ColourBackbone;
import io.sppdet.train.run.ConvLayers;
import io.sppdet.train.run.FeatureStore;
import io.sppdet.train.run.ShapesDataset;
import io.sppdet.train.run.Silent;
import io.sppdet.train.solver.AdamWTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegionFeaturesTest {
  private static final List<String> CLASSES = List.of("disc", "rectangle");
  private static final Pyramid PYRAMID = new Pyramid(List.of(2, 1), Reduction.MAX);
  private static final int SCALE = 100;
  private static final int FC7 = 7;
  private static final HeadSize SIZE =
      new HeadSize(
          new HeadSize.Cells(ColourBackbone.CHANNELS, 0, 8, Neck.NONE),
          5,
          12,
          FC7,
          new HeadSize.Outputs(2, Classifier.SVM, BoxRegression.NONE));

  @TempDir Path folder;
  private final NDManager manager = NDManager.newBaseManager();
  private FeatureStore store;
  private RegionHead head;
  private List<FeatureStore.Entry> entries;
  private RegionFeatures features;
  private final List<String> notes = new ArrayList<>();

  @BeforeEach
  void prepare() throws IOException {
    store =
        new FeatureStore(
            folder.resolve("cache"),
            "0123456789abcdef",
            ConvLayers.frozen(new ColourBackbone(), Precision.FLOAT32),
            ProposalMethod.FAST,
            note -> {});
    entries =
        store.prepare(
            ShapesDataset.write(folder.resolve("data"), 3, 8),
            List.of(),
            List.of(),
            2,
            new Silent(),
            (image, cause) -> {
              throw cause;
            });
    Path file = folder.resolve("head.safetensors");
    randomHead().write(file);
    head = RegionHead.load(manager, file, SIZE);
    Files.createDirectory(folder.resolve("features"));
    features =
        new RegionFeatures(
            folder.resolve("features"),
            new RegionPooler(store, head, new MultiScalePooling(PYRAMID), List.of(SCALE)),
            entries,
            CLASSES,
            notes::add);
    features.prepare(new Silent());
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private static HeadWeights randomHead() {
    Random random = new Random(6);
    HeadWeights weights = new HeadWeights(SIZE);
    weights.set("conv5.weight", AdamWTest.gaussian(random, 8 * SIZE.backbone(), 1));
    weights.set("conv5.bias", AdamWTest.gaussian(random, 8, 0.3));
    weights.set("fc6.weight", AdamWTest.gaussian(random, 12 * 40, 0.3));
    weights.set("fc6.bias", AdamWTest.gaussian(random, 12, 0.3));
    weights.set("fc7.weight", AdamWTest.gaussian(random, FC7 * 12, 0.3));
    weights.set("fc7.bias", AdamWTest.gaussian(random, FC7, 0.3));
    return weights;
  }

  /** Region by region, with each step of the pipeline called by itself. */
  @Test
  void rowsAreTheFeaturesOfObjectsThenProposals() {
    assertEquals(3, features.images());
    assertEquals(FC7, features.length());
    for (int i = 0; i < entries.size(); i++) {
      FeatureStore.Entry entry = entries.get(i);
      FeatureMap conv5;
      try (NDManager scope = manager.newSubManager()) {
        conv5 = head.conv5(store.maps(scope, entry, new FeatureStore.View(SCALE, false)));
      }
      double ratio = new ResizeRule(SCALE).ratio(ShapesDataset.WIDTH, ShapesDataset.HEIGHT);
      RoiProjection projection = new RoiProjection(8, 3.5, ratio);
      List<Box> boxes =
          Stream.concat(
                  entry.image().objects().stream().map(LabelledObject::box),
                  store.proposals(entry).stream())
              .toList();
      assertEquals(boxes, features.regions(i).boxes());
      float[] rows = features.of(i);
      assertEquals(boxes.size() * FC7, rows.length);
      for (int r = 0; r < boxes.size(); r++) {
        Window window = projection.window(boxes.get(r), conv5.width(), conv5.height());
        float[] expected = head.features(PYRAMID.apply(conv5, List.of(window)));
        float[] row = Arrays.copyOfRange(rows, r * FC7, (r + 1) * FC7);
        for (int c = 0; c < FC7; c++) { // half precision has 11 bits
          assertEquals(expected[c], row[c], 1e-5 + Math.abs(expected[c]) / 1024);
        }
      }
    }
  }

  @Test
  void onlyWhatIsMissingIsComputed() throws IOException {
    List<Path> files = files();
    assertEquals(3, files.size());
    byte[] lost = Files.readAllBytes(files.get(1));
    Files.delete(files.get(1));
    FileTime longAgo = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(files.get(0), longAgo);
    features.prepare(new Silent());
    assertEquals(files, files());
    assertArrayEquals(lost, Files.readAllBytes(files.get(1)));
    assertEquals(longAgo, Files.getLastModifiedTime(files.get(0)), "was there already");
  }

  @Test
  void damagedFeaturesAreMadeAgain() throws IOException {
    Path file = files().get(2);
    byte[] whole = Files.readAllBytes(file);
    float[] features = this.features.of(2);
    byte[] flipped = whole.clone();
    flipped[whole.length - 20] ^= 1;
    for (byte[] damaged : List.of(flipped, Arrays.copyOf(whole, whole.length - 2))) {
      Files.write(file, damaged);
      assertArrayEquals(features, this.features.of(2));
      assertArrayEquals(whole, Files.readAllBytes(file));
    }
    assertEquals(1, notes.size(), "told once");
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("features"))) {
      return files.sorted().toList();
    }
  }
}
