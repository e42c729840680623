package io.sppdet.bench;

import io.sppdet.detect.BatchDetector;
import io.sppdet.detect.Detection;
import io.sppdet.detect.Detector;
import io.sppdet.detect.ImageResult;
import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import io.sppdet.image.ImageReader;
import io.sppdet.input.ImageInput;
import io.sppdet.model.ModelDirectory;
import io.sppdet.model.SppNet;
import io.sppdet.natives.NativeLibraries;
import io.sppdet.operator.Precision;
import io.sppdet.pooling.roi.ScaledMap;
import io.sppdet.proposal.ProposalMethod;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Proposals, convolutions and the whole detection of one photo, each alone in a warm process. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
public class StageBenchmark {

  @Param("samples/dog.jpg")
  String photo;

  @Param("models/voc07")
  String model;

  /** Empty for the fastest. */
  @Param("")
  String precision;

  private Image image;
  private SppNet network;
  private Detector detector;

  @Setup
  public void load() {
    NativeLibraries.configure();
    NativeLibraries.loadOpenCv();
    NativeLibraries.loadPyTorch();
    network =
        SppNet.load(
            ModelDirectory.open(Path.of(model)),
            precision.isEmpty()
                ? Precision.fastest()
                : Precision.valueOf(precision.toUpperCase(Locale.ROOT)));
    detector = Detector.of(network);
    image = new ImageReader().read(Path.of(photo));
  }

  @TearDown
  public void close() {
    network.close();
  }

  /** The model's own proposals. */
  @Benchmark
  public List<Box> proposals() {
    return detector.selectiveSearch().propose(image);
  }

  /** The boxes of OpenCV's fast strategy. */
  @Benchmark
  public List<Box> proposalsEqual() {
    return ProposalMethod.EXACT_FAST.generator().propose(image);
  }

  /** Resizing, backbone and conv5. */
  @Benchmark
  public List<ScaledMap> conv() {
    return network.conv5(image);
  }

  /** From the file to its detections, proposals beside the convolutions. */
  @Benchmark
  public List<Detection> warm() {
    List<Detection> found = new ArrayList<>();
    List<ImageInput> photos = List.of(ImageInput.of(Path.of(photo), new ImageReader()));
    new BatchDetector(detector, 1)
        .run(photos, result -> found.addAll(((ImageResult.Found) result).detections()));
    return found;
  }
}
