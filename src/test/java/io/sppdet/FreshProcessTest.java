package io.sppdet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sppdet.classify.ImageClassifier;
import io.sppdet.head.BoxRegression;
import io.sppdet.head.Classifier;
import io.sppdet.head.HeadLayout;
import io.sppdet.head.HeadSize;
import io.sppdet.head.HeadWeights;
import io.sppdet.head.Neck;
import io.sppdet.image.Image;
import io.sppdet.image.ImageConverter;
import io.sppdet.image.ImageReader;
import io.sppdet.image.ImageResizer;
import io.sppdet.image.ImageWriter;
import io.sppdet.input.ImageSearch;
import io.sppdet.model.ModelCheck;
import io.sppdet.model.ModelCompression;
import io.sppdet.model.ModelDirectory;
import io.sppdet.model.SppNet;
import io.sppdet.natives.NativeLibraries;
import io.sppdet.output.Annotator;
import io.sppdet.proposal.ProposalMethod;
import io.sppdet.tensor.Tensors;
import io.sppdet.train.solver.PrincipalComponents;
import io.sppdet.train.solver.RidgeRegression;
import io.sppdet.video.VideoFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
