package io.sppdet.train.detector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.dataset.Checksum;
import io.sppdet.dataset.Dataset;
import io.sppdet.dataset.DatasetFormat;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.dataset.SplitChoice;
import io.sppdet.detect.Detection;
import io.sppdet.detect.Detector;
import io.sppdet.detect.Selection;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.eval.VocEvaluation;
import io.sppdet.geometry.Box;
import io.sppdet.head.BoxRegression;
import io.sppdet.head.Classifier;
import io.sppdet.head.RegionScores;
import io.sppdet.image.Image;
import io.sppdet.image.ImageReader;
import io.sppdet.model.ModelCheck;
import io.sppdet.model.ModelDirectory;
import io.sppdet.model.Provenance;
import io.sppdet.model.SppNet;
import io.sppdet.natives.NativeLibraries;
import io.sppdet.operator.Precision;
import io.sppdet.pooling.roi.ScaledMap;
import io.sppdet.proposal.ProposalMethod;
import io.sppdet.train.detector.TrainingSettings.Architecture;
import io.sppdet.train.detector.TrainingSettings.Recipe;
import io.sppdet.train.run.DataChoice;
import io.sppdet.train.run.Origin;
import io.sppdet.train.run.ShapesDataset;
import io.sppdet.train.run.Silent;
import io.sppdet.train.run.Workplace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole recipe, from pictures to a model directory, on the backbone that ships. */
class TrainerTest {
  private static final Path IMAGENET = Path.of("models/imagenet");
  private static final Path TINY = Path.of("src/test/resources/io/sppdet/backbone/torchscript");

  private static final int IMAGES = 14;
  private static final double EPOCHS = 6.6; // 20 steps

  @TempDir static Path folder;
  private static Path dataset;
  private static Path trained;
  private static List<LabelledImage> images;
  private static final Silent PROGRESS = new Silent();

  @TempDir Path own;

  @BeforeAll
  static void train() throws IOException {
    NativeLibraries.configure();
    dataset = folder.resolve("shapes");
    images = ShapesDataset.write(dataset, IMAGES, 4);
    Files.writeString(dataset.resolve("JPEGImages/broken.png"), "no picture");
    Files.copy(dataset.resolve("Annotations/000.xml"), dataset.resolve("Annotations/broken.xml"));
    Path list = dataset.resolve("ImageSets/Main/train.txt");
    Files.writeString(list, Files.readString(list) + "broken\nlost\n");
    trained = folder.resolve("models/shapes");
    new Trainer(settings(IMAGENET, dataset, trained), PROGRESS).train();
  }

  private static TrainingSettings settings(Path init, Path dataset, Path output) {
    return settings(init, dataset, "train", false, output);
  }

  private static TrainingSettings settings(
      Path init, Path dataset, String split, boolean strict, Path output) {
    return new TrainingSettings(
        new DataChoice(dataset, DatasetFormat.AUTO, split, strict),
        new Architecture(init, Classifier.SVM, BoxRegression.RIDGE, false, null, null, false),
        new Recipe(
            FineTune.CONV5,
            List.of(160),
            List.of(160),
            ProposalMethod.FAST,
            EPOCHS,
            Tuning.NONE,
            3,
            Precision.FLOAT32,
            2L << 30),
        new Workplace(output, folder.resolve("cache"), false, 2),
        Duration.ofSeconds(1),
        new Origin("sppdet train shapes", "2026-01-02", "0.1.0"));
  }

  /** Of the proposals a few are scored; the best of all is nearly always one of them. */
  @Test
  void whatIsRejectedIsNotTheBest() {
    int most = 15;
    int images = 8;
    int kept = 0;
    try (SppNet net = SppNet.load(ModelDirectory.open(trained).withKeep(most))) {
      for (LabelledImage image : TrainerTest.images.subList(0, images)) {
        Image photo = new ImageReader().read(image.image());
        List<Box> proposals = ProposalMethod.FAST.generator().propose(photo);
        List<ScaledMap> conv5 = net.conv5(photo);
        List<Box> likely = net.likely(conv5, proposals);
        assertEquals(Math.min(most, proposals.size()), likely.size());
        assertEquals(likely, proposals.stream().filter(likely::contains).toList());
        assertEquals(proposals.subList(0, 3), net.likely(conv5, proposals.subList(0, 3)));
        RegionScores scores = net.head().score(net.pooling().apply(conv5, proposals));
        int best = 0;
        for (int r = 1; r < scores.regions(); r++) {
          best = highest(scores, r) > highest(scores, best) ? r : best;
        }
        kept += likely.contains(proposals.get(best)) ? 1 : 0;
      }
    }
    assertTrue(kept >= images - 1, kept + " of " + images);
  }

  private static float highest(RegionScores scores, int region) {
    float best = Float.NEGATIVE_INFINITY;
    for (int k = 0; k < scores.classes(); k++) {
      best = Math.max(best, scores.margin(region, k));
    }
    return best;
  }

  /** In this order, each once; a step before them tells of none. */
  @Test
  void theStagesOfTheRunAreThoseAnnounced() {
    List<String> begun =
        PROGRESS.begun.stream().dropWhile(step -> !step.equals("features")).toList();
    assertEquals(List.copyOf(new LinkedHashSet<>(begun)), PROGRESS.announced);
    assertTrue(begun.contains(ObjectnessTrainer.STAGE), begun.toString());
  }

  @Test
  void trainedModelFindsTheShapes() {
    VocEvaluation evaluation = new VocEvaluation();
    try (SppNet net = SppNet.load(ModelDirectory.open(trained))) {
      Detector detector =
          new Detector(
              ProposalMethod.of(net.detector().proposals()).generator(),
              net,
              new Selection(0, net.detector().nms(), 100, Set.of()));
      for (LabelledImage image : images.subList(0, 8)) {
        List<Detection> found = detector.detect(new ImageReader().read(image.image()));
        assertTrue(found.stream().allMatch(d -> d.score() >= 0 && d.score() <= 1));
        evaluation.add(image.objects(), found);
      }
    }
    VocEvaluation.Result result = evaluation.result();
    assertTrue(result.map() > 0.8, result.toString());
  }

  @Test
  void descriptionSaysWhatWasDone() {
    ModelDirectory model = ModelDirectory.open(trained);
    assertEquals("shapes", model.description().name());
    assertEquals(List.of("disc", "rectangle"), model.detector().classes());
    assertEquals(List.of(160), model.detector().scales());
    Provenance provenance = model.description().provenance();
    assertEquals("shapes", provenance.source());
    assertEquals("train", provenance.split());
    assertEquals(IMAGES, provenance.images());
    assertEquals("imagenet", provenance.initialised());
    assertEquals("sppdet train shapes", provenance.command());
    assertEquals(3, provenance.seed());
    assertEquals("2026-01-02", provenance.date());
    assertEquals("2 held-out images", provenance.notes().get("calibration"));
    assertTrue(
        model.description().licences().stream().anyMatch(l -> l.part().contains("backbone")));
    assertFalse(
        model.description().licences().stream().anyMatch(l -> l.part().equals("class names")));
  }

  @Test
  void checksumsOfAllImagesAreListed() {
    Set<String> all =
        images.stream().map(image -> Checksum.of(image.image())).collect(Collectors.toSet());
    assertEquals(IMAGES, all.size());
    assertEquals(all, ModelDirectory.open(trained).trainingImages());
  }

  @Test
  void whatIsSkippedIsSaid() {
    assertTrue(noted("skipped", "broken.png"), PROGRESS.notes.toString());
    assertTrue(noted("few photos (", "); some hundred teach much more"), PROGRESS.notes.toString());
    assertTrue(noted("", "lost.jpg: image is missing; skipped it"), PROGRESS.notes.toString());
    assertTrue(noted("calibrated on 2 held-out images", ""), PROGRESS.notes.toString());
  }

  private static boolean noted(String first, String second) {
    return PROGRESS.notes.stream().anyMatch(n -> n.startsWith(first) && n.contains(second));
  }

  @Test
  void noHalfMadeModelIsLeft() throws IOException {
    try (var siblings = Files.list(trained.getParent())) {
      assertEquals(List.of(trained), siblings.toList());
    }
  }

  @Test
  void filesAreThoseOfTheChecksums() {
    ModelCheck check = ModelCheck.of(ModelDirectory.open(trained));
    assertTrue(check.compared() && check.loaded());
    assertEquals(List.of(), check.faults());
  }

  /** From the pictures on, with a cache of its own. */
  @Test
  void aSecondRunGivesTheSameBytes() throws IOException {
    Path again = own.resolve("again");
    Files.createDirectories(own.resolve("again.part"));
    Files.writeString(own.resolve("again.part/head.safetensors"), "of a killed run");
    TrainingSettings first = settings(IMAGENET, dataset, again);
    new Trainer(
            new TrainingSettings(
                first.data(),
                first.model(),
                first.recipe(),
                new Workplace(first.place().output(), own.resolve("cache"), true, 1),
                first.checkpoint(),
                first.origin()),
            new Silent())
        .train();
    for (String file : List.of("head.safetensors", "backbone.safetensors", "training-images.txt")) {
      assertArrayEquals(
          Files.readAllBytes(trained.resolve(file)), Files.readAllBytes(again.resolve(file)), file);
    }
  }

  @Test
  void existingOutputIsNeverTouched() throws IOException {
    Path output = Files.createDirectories(own.resolve("model"));
    refused(Kind.OUTPUT, output, "exists already", settings(TINY, dataset, output));
    assertTrue(Files.isDirectory(output));
  }

  @Test
  void modelWithoutBackboneIsRefused() {
    Path none = own.resolve("none");
    refused(Kind.MODEL, none, "no such model", settings(none, dataset, own.resolve("model")));
  }

  @Test
  void splitsWithoutObjectsAreRefused() throws IOException {
    Path empty = own.resolve("empty");
    ShapesDataset.write(empty, 2, 5);
    for (String id : List.of("000", "001")) {
      Files.writeString(empty.resolve("Annotations/" + id + ".xml"), "<annotation/>");
    }
    refused(
        Kind.DATASET, empty, "no labelled objects", settings(TINY, empty, own.resolve("model")));
  }

  @Test
  void dirtIsRefusedIfAskedTo() throws IOException {
    Path output = own.resolve("model");
    refused(
        Kind.DATASET, dataset, "none is allowed", settings(TINY, dataset, "train", true, output));
  }

  /** The lists that are written down give the same images again. */
  @Test
  void aDrawnSplitIsWrittenDown() throws IOException {
    Path few = own.resolve("few");
    ShapesDataset.write(few, 5, 7);
    Path output = own.resolve("model");
    new Trainer(settings(TINY, few, "random:0.6", true, output), new Silent()).train();
    assertEquals("random:0.6", ModelDirectory.open(output).description().provenance().split());
    Dataset opened = Dataset.open(few, DatasetFormat.AUTO);
    SplitChoice.Chosen drawn = new SplitChoice("random:0.6").from(opened, 3);
    List<String> written = Files.readAllLines(output.resolve("train.txt"));
    assertEquals(3, written.size());
    assertEquals(drawn.images().stream().map(LabelledImage::id).toList(), written);
    assertEquals(
        drawn.rest(),
        new SplitChoice(output.resolve("val.txt").toString()).from(opened, 0).images());
    assertEquals(
        written.stream()
            .map(id -> Checksum.of(few.resolve("JPEGImages/" + id + ".png")))
            .collect(Collectors.toSet()),
        ModelDirectory.open(output).trainingImages());
    assertFalse(Files.exists(trained.resolve("val.txt")), "nothing was drawn there");
  }

  @Test
  void oneImageIsTooFew() throws IOException {
    Path one = own.resolve("one");
    ShapesDataset.write(one, 1, 6);
    refused(Kind.DATASET, one, "too few images", settings(TINY, one, own.resolve("model")));
    assertFalse(Files.exists(own.resolve("model")));
  }

  private static void refused(Kind kind, Path subject, String reason, TrainingSettings settings) {
    SppdetException e =
        assertThrows(SppdetException.class, () -> new Trainer(settings, new Silent()).train());
    assertEquals(kind, e.kind());
    assertEquals(subject.toString(), e.subject());
    assertTrue(e.reason().contains(reason), e.reason());
  }
}
