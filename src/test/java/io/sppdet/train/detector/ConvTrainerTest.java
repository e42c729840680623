package io.sppdet.train.detector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import io.sppdet.dataset.DatasetFormat;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.detect.Detection;
import io.sppdet.detect.Detector;
import io.sppdet.detect.Selection;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.geometry.Box;
import io.sppdet.head.BoxRegression;
import io.sppdet.head.Classifier;
import io.sppdet.head.Neck;
import io.sppdet.head.RegionScores;
import io.sppdet.image.Image;
import io.sppdet.image.ImageReader;
import io.sppdet.model.ModelDirectory;
import io.sppdet.model.SppNet;
import io.sppdet.natives.NativeLibraries;
import io.sppdet.operator.Precision;
import io.sppdet.pooling.roi.Pyramid;
import io.sppdet.pooling.roi.Reduction;
import io.sppdet.pooling.roi.ScaledMap;
import io.sppdet.proposal.ProposalMethod;
import io.sppdet.tensor.TensorFile;
import io.sppdet.train.detector.TrainingSettings.Architecture;
import io.sppdet.train.detector.TrainingSettings.Recipe;
import io.sppdet.train.run.DataChoice;
import io.sppdet.train.run.LossLog;
import io.sppdet.train.run.Origin;
import io.sppdet.train.run.ShapesDataset;
import io.sppdet.train.run.Silent;
import io.sppdet.train.run.Workplace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipe through the backbone, with a lateral map, softmax and boxes trained jointly. */
class ConvTrainerTest {
  private static final Path IMAGENET = Path.of("models/imagenet");
  private static final int IMAGES = 6;

  @TempDir static Path folder;
  private static Path dataset;
  private static Path trained;
  private static List<LabelledImage> images;
  private static TrainingResult result;

  @BeforeAll
  static void train() throws IOException {
    NativeLibraries.configure();
    dataset = folder.resolve("shapes");
    images = ShapesDataset.write(dataset, IMAGES, 4);
    trained = folder.resolve("models/trained");
    result = new Trainer(settings(IMAGENET, "trained", 2), new Silent()).train();
  }

  /** Each run has a cache of its own. */
  private static TrainingSettings settings(Path init, String name, int threads) {
    return settings(init, name, threads, FineTune.CONV, Classifier.SOFTMAX, BoxRegression.JOINT);
  }

  private static TrainingSettings settings(
      Path init,
      String name,
      int threads,
      FineTune depth,
      Classifier classifier,
      BoxRegression boxes) {
    return settings(init, name, threads, depth, classifier, boxes, null, null);
  }

  private static TrainingSettings settings(
      Path init,
      String name,
      int threads,
      FineTune depth,
      Classifier classifier,
      BoxRegression boxes,
      Pyramid pyramid,
      Neck neck) {
    return new TrainingSettings(
        new DataChoice(dataset, DatasetFormat.AUTO, "train", true),
        new Architecture(
            init, classifier, boxes, true, pyramid, neck, classifier == Classifier.SOFTMAX),
        new Recipe(
            depth,
            List.of(96, 128),
            List.of(128, 192),
            ProposalMethod.FAST,
            4.8, // 12 steps of 2 of the 5 images
            Tuning.NONE,
            3,
            Precision.FLOAT32,
            2L << 30),
        new Workplace(
            folder.resolve("models").resolve(name), folder.resolve("cache-" + name), true, threads),
        Duration.ZERO,
        new Origin("sppdet train shapes", "2026-01-02", "0.1.0"));
  }

  @Test
  void theModelLoadsAndDetects() {
    ModelDirectory model = ModelDirectory.open(trained);
    assertEquals(Classifier.SOFTMAX, model.detector().classifier());
    assertEquals(BoxRegression.JOINT, model.detector().boxRegression());
    assertEquals(List.of(128, 192), model.detector().scales());
    assertEquals(120, model.description().backbone().lateralChannels());
    assertEquals(16, model.description().backbone().mapStride());
    try (SppNet net = SppNet.load(model)) {
      Detector detector =
          new Detector(ProposalMethod.FAST.generator(), net, new Selection(0, 0.3, 100, Set.of()));
      List<Detection> found = detector.detect(new ImageReader().read(images.get(0).image()));
      assertFalse(found.isEmpty());
      assertTrue(found.stream().allMatch(d -> d.score() >= 0 && d.score() <= 1));
      assertTrue(found.stream().allMatch(d -> Double.isFinite(d.score())));
    }
  }

  @Test
  void theResultTellsOfTheRun() {
    assertEquals("train", result.split());
    assertEquals(List.of(10), result.losses().stream().map(LossLog.Point::step).toList());
    assertTrue(result.losses().get(0).loss() > 0);
    assertEquals(1, result.heldOut().size());
    assertEquals(1, result.found().size());
    assertTrue(images.containsAll(result.heldOut()));
  }

  /** Of the 21 blocks the last ten learn, all but their depthwise filters. */
  @Test
  void theBackboneHasLearntBehindTheCutOnly() {
    Set<String> changed = new TreeSet<>();
    Set<String> expected = new TreeSet<>();
    try (NDManager scope = NDManager.newBaseManager();
        TensorFile before = TensorFile.read(scope, IMAGENET.resolve("backbone.safetensors"));
        TensorFile after = TensorFile.read(scope, trained.resolve("backbone.safetensors"))) {
      assertEquals(before.names(), after.names());
      for (String name : before.names()) {
        float[] old = before.get(scope, name, before.shape(name)).toFloatArray();
        float[] now = after.get(scope, name, before.shape(name)).toFloatArray();
        if (!Arrays.equals(old, now)) {
          changed.add(name);
        }
        boolean late = name.startsWith("head") || name.matches("blocks\\.(1[1-9]|20)\\..*");
        if (late && name.endsWith(".weight") && !name.contains("depthwise")) {
          expected.add(name);
        }
      }
    }
    assertTrue(changed.containsAll(expected), () -> expected + " should be in " + changed);
    assertTrue(
        changed.stream().allMatch(name -> name.matches("(head|blocks\\.(1[1-9]|20)\\.).*")),
        () -> "fixed: " + changed);
    assertTrue(changed.stream().noneMatch(name -> name.endsWith("depthwise.weight")));
  }

  @Test
  void aSecondRunGivesTheSameBytes() throws IOException {
    TrainingResult second = new Trainer(settings(IMAGENET, "second", 1), new Silent()).train();
    assertSameModel(folder.resolve("models/second"));
    assertEquals(result, second);
  }

  /** Killed in its steps, and again before it is calibrated. */
  @Test
  void aKilledRunGoesOnToTheSameBytes() throws IOException {
    for (String step : List.of("fine-tuning", "calibration")) {
      Silent kill =
          new Silent() {
            private String current = "";

            @Override
            public void begin(String name, long units, long done) {
              current = name;
            }

            @Override
            public void done(long units, String detail) {
              if (current.startsWith(step) && units == (step.equals("fine-tuning") ? 7 : 1)) {
                throw new IllegalStateException("killed");
              }
            }
          };
      Trainer killed = new Trainer(settings(IMAGENET, "killed", 2), kill);
      assertThrows(IllegalStateException.class, killed::train, step);
      assertTrue(Files.isDirectory(folder.resolve("models/killed.work")));
    }
    Silent progress = new Silent();
    TrainingResult last = new Trainer(settings(IMAGENET, "killed", 2), progress).train();
    assertTrue(
        progress.notes.stream().anyMatch(note -> note.startsWith("going on where the run")),
        progress.notes.toString());
    assertSameModel(folder.resolve("models/killed"));
    assertEquals(result.heldOut(), last.heldOut());
    assertEquals(result.found(), last.found());
    assertEquals(List.of(10), last.losses().stream().map(LossLog.Point::step).toList());
  }

  /** SVMs and ridge regression behind the layers of another detector, which stay as they are. */
  @Test
  void withoutFineTuningTheLayersOfTheDetectorServe() throws IOException {
    Classifier svm = Classifier.SVM;
    BoxRegression ridge = BoxRegression.RIDGE;
    new Trainer(settings(trained, "served", 2, FineTune.NONE, svm, ridge), new Silent()).train();
    Path served = folder.resolve("models/served");
    assertArrayEquals(
        Files.readAllBytes(trained.resolve("backbone.safetensors")),
        Files.readAllBytes(served.resolve("backbone.safetensors")));
    try (NDManager scope = NDManager.newBaseManager();
        TensorFile before = TensorFile.read(scope, trained.resolve("head.safetensors"));
        TensorFile after = TensorFile.read(scope, served.resolve("head.safetensors"))) {
      for (String name : List.of("conv5.weight", "conv5.lateral", "fc6.weight", "fc7.bias")) {
        assertArrayEquals(
            before.get(scope, name, before.shape(name)).toFloatArray(),
            after.get(scope, name, before.shape(name)).toFloatArray(),
            name);
      }
    }
    assertEquals(svm, ModelDirectory.open(served).detector().classifier());
    SppNet.load(ModelDirectory.open(served)).close();
  }

  /** To the margins of all regions the same is added, which differs from photo to photo. */
  @Test
  void theWholePhotoHasASay() {
    try (SppNet net = SppNet.load(ModelDirectory.open(trained))) {
      assertEquals(ContextTrainer.SHARE, net.detector().context());
      Detector detector = Detector.of(net);
      for (LabelledImage labelled : images.subList(0, 2)) {
        Image image = new ImageReader().read(labelled.image());
        List<ScaledMap> conv5 = detector.conv5(image);
        List<Box> boxes = List.of(new Box(0, 0, 50, 60), new Box(10, 5, 90, 80));
        RegionScores alone = detector.score(detector.pool(conv5, boxes));
        RegionScores scores = detector.inContext(image, conv5, alone);
        float[] more = net.context().of(net.wholeImage(image, conv5));
        for (int r = 0; r < boxes.size(); r++) {
          for (int k = 0; k < 2; k++) {
            assertEquals(alone.margin(r, k) + more[k], scores.margin(r, k));
          }
        }
        assertArrayEquals(alone.deltas(), scores.deltas());
      }
    }
  }

  @Test
  void aContextNeedsASoftmax() {
    TrainingSettings soft = settings(IMAGENET, "context", 1);
    TrainingSettings.Architecture of = soft.model();
    TrainingSettings svm =
        new TrainingSettings(
            soft.data(),
            new Architecture(of.init(), Classifier.SVM, of.boxRegression(), true, null, null, true),
            soft.recipe(),
            soft.place(),
            soft.checkpoint(),
            soft.origin());
    SppdetException e =
        assertThrows(SppdetException.class, () -> new Trainer(svm, new Silent()).train());
    assertEquals(Kind.USAGE, e.kind());
    assertEquals("context", e.subject());
  }

  @Test
  void withoutFineTuningThereIsNoSoftmax() {
    TrainingSettings none =
        settings(trained, "none", 1, FineTune.NONE, Classifier.SOFTMAX, BoxRegression.RIDGE);
    SppdetException e =
        assertThrows(SppdetException.class, () -> new Trainer(none, new Silent()).train());
    assertEquals(Kind.USAGE, e.kind());
    assertEquals("fine-tune none", e.subject());
  }

  /** A training that starts from a detector pools as that does, unless told otherwise. */
  @Test
  void poolingAndNeckAreKeptInTheModel() {
    Pyramid means = new Pyramid(List.of(3, 1), Reduction.AVERAGE);
    TrainingSettings ppm =
        settings(
            IMAGENET,
            "ppm",
            2,
            FineTune.CONV,
            Classifier.SOFTMAX,
            BoxRegression.JOINT,
            means,
            Neck.PPM);
    new Trainer(ppm, new Silent()).train();
    Path model = folder.resolve("models/ppm");
    new Trainer(
            settings(model, "next", 2, FineTune.NONE, Classifier.SVM, BoxRegression.RIDGE),
            new Silent())
        .train();
    for (String name : List.of("ppm", "next")) {
      ModelDirectory kept = ModelDirectory.open(folder.resolve("models").resolve(name));
      assertEquals(means, kept.detector().pyramid());
      assertEquals(Neck.PPM, kept.detector().neck());
      try (SppNet net = SppNet.load(kept)) {
        assertEquals(512 * 10, net.head().size().pooled());
        Detector detector =
            new Detector(
                ProposalMethod.FAST.generator(), net, new Selection(0, 0.3, 100, Set.of()));
        List<Detection> found = detector.detect(new ImageReader().read(images.get(0).image()));
        assertFalse(found.isEmpty());
        assertTrue(found.stream().allMatch(d -> d.score() >= 0 && d.score() <= 1));
      }
    }
    Pyramid areas = new Pyramid(means.levels(), Reduction.AREA);
    new Trainer(
            settings(
                model,
                "areas",
                2,
                FineTune.CONV,
                Classifier.SOFTMAX,
                BoxRegression.JOINT,
                areas,
                null),
            new Silent())
        .train();
    ModelDirectory changed = ModelDirectory.open(folder.resolve("models/areas"));
    assertEquals(areas, changed.detector().pyramid());
    assertEquals(Neck.PPM, changed.detector().neck());
    TrainingSettings other =
        settings(
            model, "other", 2, FineTune.NONE, Classifier.SVM, BoxRegression.RIDGE, means, Neck.PSP);
    SppdetException e =
        assertThrows(SppdetException.class, () -> new Trainer(other, new Silent()).train());
    assertEquals("fine-tune none", e.subject());
  }

  private static void assertSameModel(Path again) throws IOException {
    for (String file : List.of("head.safetensors", "backbone.safetensors", "training-images.txt")) {
      assertArrayEquals(
          Files.readAllBytes(trained.resolve(file)), Files.readAllBytes(again.resolve(file)), file);
    }
  }

  @Test
  void nothingButTheModelIsLeft() throws IOException {
    assertFalse(Files.exists(folder.resolve("cache-trained")), "--clean-cache was asked for");
    try (Stream<Path> siblings = Files.list(trained.getParent())) {
      assertTrue(siblings.noneMatch(path -> path.toString().startsWith(trained + ".")));
    }
  }

  @Test
  void aBackboneThatCanNotLearnIsRefused() {
    Path tiny = Path.of("src/test/resources/io/sppdet/backbone/torchscript");
    SppdetException e =
        assertThrows(
            SppdetException.class,
            () -> new Trainer(settings(tiny, "tiny", 1), new Silent()).train());
    assertEquals(Kind.MODEL, e.kind());
    assertEquals(tiny.toString(), e.subject());
    assertEquals("fine-tune conv5", e.remedy().orElseThrow().setting());
  }
}
