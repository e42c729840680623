package io.sppdet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sppdet.classify.ImageClassifier;
import io.sppdet.dataset.DatasetFormat;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.dataset.LabelledObject;
import io.sppdet.detect.Detection;
import io.sppdet.detect.Detector;
import io.sppdet.detect.Selection;
import io.sppdet.error.SppdetException;
import io.sppdet.eval.EvalReport;
import io.sppdet.eval.Evaluation;
import io.sppdet.geometry.Box;
import io.sppdet.head.BoxRegression;
import io.sppdet.head.Classifier;
import io.sppdet.head.HeadLayout;
import io.sppdet.head.HeadSize;
import io.sppdet.head.HeadWeights;
import io.sppdet.head.Neck;
import io.sppdet.head.RegionHead;
import io.sppdet.image.Image;
import io.sppdet.image.ImageConverter;
import io.sppdet.image.ImageReader;
import io.sppdet.image.ImageResizer;
import io.sppdet.image.ImageWriter;
import io.sppdet.input.ImageSearch;
import io.sppdet.inspect.Inspection;
import io.sppdet.model.ClassifierNetwork;
import io.sppdet.model.ModelCheck;
import io.sppdet.model.ModelCompression;
import io.sppdet.model.ModelDirectory;
import io.sppdet.model.SppNet;
import io.sppdet.natives.NativeLibraries;
import io.sppdet.operator.Precision;
import io.sppdet.output.Annotator;
import io.sppdet.pooling.roi.Pyramid;
import io.sppdet.proposal.ProposalMethod;
import io.sppdet.report.ReportData;
import io.sppdet.report.ReportWriter;
import io.sppdet.tensor.Tensors;
import io.sppdet.train.classifier.ClassifierSettings;
import io.sppdet.train.classifier.ClassifierTrainer;
import io.sppdet.train.detector.FineTune;
import io.sppdet.train.detector.Trainer;
import io.sppdet.train.detector.TrainingSettings;
import io.sppdet.train.detector.TrainingSettings.Architecture;
import io.sppdet.train.detector.TrainingSettings.Recipe;
import io.sppdet.train.detector.Tuning;
import io.sppdet.train.run.DataChoice;
import io.sppdet.train.run.Origin;
import io.sppdet.train.run.Silent;
import io.sppdet.train.run.Workplace;
import io.sppdet.train.solver.PrincipalComponents;
import io.sppdet.train.solver.RidgeRegression;
import io.sppdet.video.HevcDecoder;
import io.sppdet.video.VideoFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a program calls first is configured, whatever it is: nothing is unpacked elsewhere, no usage
 * is reported, nothing looked for on the network.
 */
@Timeout(300)
class FreshProcessTest {
  private static final Path MODELS = Path.of("models").toAbsolutePath();

  @TempDir Path home;

  /** A public way to the native libraries. */
  enum Entry {
    DETECTOR {
      @Override
      void use(Path folder) {
        SppNet.load(ModelDirectory.open(MODELS.resolve("voc07"))).close();
      }
    },
    CLASSIFIER {
      @Override
      void use(Path folder) {
        ImageClassifier.load(ModelDirectory.open(MODELS.resolve("imagenet"))).close();
      }
    },
    TENSORS {
      @Override
      void use(Path folder) {
        Tensors.newManager().zeros(new Shape(3)).close();
      }
    },
    CHECK {
      @Override
      void use(Path folder) {
        ModelCheck.of(ModelDirectory.open(MODELS.resolve("imagenet")));
      }
    },
    COMPRESSION {
      @Override
      void use(Path folder) {
        new ModelCompression(
                ModelDirectory.open(MODELS.resolve("voc07")), Map.of(HeadLayout.FC7, 4))
            .write(folder.resolve("small"));
      }
    },
    HEAD {
      @Override
      void use(Path folder) throws IOException {
        new HeadWeights(
                new HeadSize(
                    new HeadSize.Cells(3, 0, 2, Neck.NONE),
                    1,
                    2,
                    2,
                    new HeadSize.Outputs(1, Classifier.SVM, BoxRegression.NONE)))
            .write(folder.resolve("head"));
      }
    },
    /** In that order: a detector, which comes before an inspection, loads layers after others. */
    LAYERS_AND_INSPECTION {
      @Override
      void use(Path folder) {
        ModelDirectory model = ModelDirectory.open(MODELS.resolve("voc07")).withScales(List.of(64));
        HeadSize size = model.detector().headSize(model.description().backbone());
        try (NDManager manager = Tensors.newManager()) {
          RegionHead.load(manager, model.path().resolve(model.detector().file()), size).close();
        }
        try (SppNet net = SppNet.load(model)) {
          Selection selection = new Selection(0.5, 0.3, 10, Set.of());
          var proposals = ProposalMethod.FAST.generator(10);
          Inspection.of(new Detector(proposals, net, selection), image(), List.of());
        }
      }
    },
    /** Which goes as far as one photo leads. */
    TRAINER {
      @Override
      void use(Path folder) throws IOException {
        Path dataset = Files.createDirectory(folder.resolve("one"));
        photo(dataset.resolve("a.png"));
        Files.writeString(
            dataset.resolve("a.xml"),
            "<annotation><object><name>it</name><bndbox><xmin>9</xmin><ymin>9</ymin>"
                + "<xmax>99</xmax><ymax>79</ymax></bndbox></object></annotation>");
        TrainingSettings settings =
            new TrainingSettings(
                new DataChoice(dataset, DatasetFormat.AUTO, null, false),
                new Architecture(
                    TINY, Classifier.SVM, BoxRegression.RIDGE, false, null, null, false),
                new Recipe(
                    FineTune.CONV5,
                    List.of(64),
                    List.of(64),
                    ProposalMethod.FAST,
                    1.0,
                    Tuning.NONE,
                    1,
                    Precision.FLOAT32,
                    2L << 30),
                place(folder),
                Duration.ofHours(1),
                ORIGIN);
        SppdetException e =
            assertThrows(SppdetException.class, () -> new Trainer(settings, new Silent()).train());
        assertTrue(e.reason().contains("too few images"), e.reason());
      }
    },
    CLASSIFIER_TRAINER {
      @Override
      void use(Path folder) throws IOException {
        for (String label : List.of("one", "two")) {
          Files.createDirectories(folder.resolve("set/" + label));
          photo(folder.resolve("set/" + label + "/a.png"));
        }
        ClassifierSettings settings =
            new ClassifierSettings(
                new DataChoice(folder.resolve("set"), DatasetFormat.AUTO, null, false),
                null,
                new ClassifierSettings.Architecture(
                    ClassifierNetwork.SMALL_SPP, null, Pyramid.DEFAULT, 1),
                new ClassifierSettings.Views(List.of(32), false, null),
                new ClassifierSettings.Fit(null, 1),
                1,
                place(folder),
                ORIGIN);
        new ClassifierTrainer(settings, new Silent()).train();
      }
    },
    REPORT {
      @Override
      void use(Path folder) {
        Box box = new Box(60, 90, 200, 210);
        Path photo = MODELS.resolveSibling("samples/chelsea.jpg");
        Evaluation evaluation = new Evaluation(0.5);
        evaluation.add(
            new LabelledImage("a", photo, List.of(new LabelledObject("cat", box, false))),
            List.of(new Detection("cat", 0, 0.9, 1, box)));
        EvalReport report = new EvalReport("model", "set", "all", evaluation.result(), null);
        new ReportWriter(folder, false).write(new ReportData(report, List.of(), List.of()));
      }
    },
    HEVC {
      @Override
      void use(Path folder) {
        new HevcDecoder(new byte[0], 1 << 20).close();
      }
    },
    PHOTO {
      @Override
      void use(Path folder) {
        Path photo = MODELS.resolveSibling("samples/chelsea.jpg");
        new ImageSearch(new ImageReader(), false)
            .find(List.of(photo.toString()), InputStream.nullInputStream())
            .get(0)
            .image();
        if (Loader.getLoadedLibraries().containsKey("jniavutil")) {
          throw new IllegalStateException("a photo needs no FFmpeg");
        }
      }
    },
    VIDEO {
      @Override
      void use(Path folder) {
        VideoFile.open(Path.of("src/test/resources/io/sppdet/video/clip.mp4"), 1 << 20).close();
      }
    },
    RIDGE {
      @Override
      void use(Path folder) {
        try (RidgeRegression ridge = new RidgeRegression(1, 1)) {
          ridge.add(new float[] {1, 2}, new float[] {2, 4});
          ridge.solve(1e-3f);
        }
      }
    },
    COMPONENTS {
      @Override
      void use(Path folder) {
        try (PrincipalComponents components = new PrincipalComponents(2);
            NDManager scope = Tensors.newManager()) {
          components.add(scope.create(new float[] {1, 2, 3, 5}, new Shape(2, 2)));
          components.first(1);
        }
      }
    },
    READER {
      @Override
      void use(Path folder) {
        new ImageReader().read(MODELS.resolveSibling("samples/chelsea.jpg"));
      }
    },
    RESIZER {
      @Override
      void use(Path folder) {
        ImageResizer.resize(image(), 7, 7);
      }
    },
    WRITER {
      @Override
      void use(Path folder) {
        new ImageWriter().write(image(), folder.resolve("a.png"));
      }
    },
    CONVERTER {
      @Override
      void use(Path folder) {
        ImageConverter.mat(image()).close();
      }
    },
    ANNOTATOR {
      @Override
      void use(Path folder) {
        new Annotator().write(image(), List.of(), folder.resolve("a.png"));
      }
    },
    PROPOSALS {
      @Override
      void use(Path folder) {
        ProposalMethod.OPENCV_FAST.generator().propose(image());
      }
    };

    abstract void use(Path folder) throws IOException;

    private static final Path TINY =
        Path.of("src/test/resources/io/sppdet/backbone/torchscript").toAbsolutePath();
    private static final Origin ORIGIN = new Origin("train", "2026-01-02", "0.1.0");

    /** Puts one there, by no class that would load what writes photos. */
    private static void photo(Path file) throws IOException {
      Files.copy(Path.of("src/test/resources/io/sppdet/image/heic/plain.png"), file);
    }

    private static Workplace place(Path folder) {
      return new Workplace(folder.resolve("model"), folder.resolve("cache"), false, 2);
    }

    private static Image image() {
      return new Image("a", 40, 30, new byte[3 * 40 * 30]);
    }
  }

  /** Uses one entry; prints the settings that the libraries have read. */
  public static void main(String[] args) throws IOException {
    Entry.valueOf(args[0]).use(Path.of(args[1]));
    for (String name : List.of("ai.djl.offline", "OPT_OUT_TRACKING")) {
      System.out.println(name + "=" + System.getProperty(name));
    }
  }

  @ParameterizedTest
  @EnumSource
  void entryIsConfigured(Entry entry) throws IOException, InterruptedException {
    Path work = Files.createDirectory(home.resolve("work"));
    Path user = Files.createDirectory(home.resolve("user"));
    Path said = home.resolve("said");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1g", "-XX:+UseSerialGC", "-Duser.home=" + user));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
    command.addAll(List.of(FreshProcessTest.class.getName(), entry.name(), work.toString()));
    ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
    process.environment().put("SPPDET_CACHE", NativeLibraries.cacheFolder().toString());
    process.environment().put("HOME", user.toString());
    process.environment().remove("DJL_CACHE_DIR");
    int status = process.redirectOutput(said.toFile()).start().waitFor();
    String text = Files.readString(said);
    assertEquals(0, status, text);
    assertTrue(text.endsWith("ai.djl.offline=true\nOPT_OUT_TRACKING=true\n"), text);
    try (Stream<Path> files = Files.walk(user)) {
      assertEquals(List.of(user), files.toList(), "nothing is unpacked there");
    }
  }

  @Test
  void aFolderForNativesIsKnown() {
    assertTrue(Files.isDirectory(NativeLibraries.cacheFolder()));
  }
}
