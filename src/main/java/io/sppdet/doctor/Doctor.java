package io.sppdet.doctor;

import io.sppdet.detect.Detection;
import io.sppdet.detect.Detector;
import io.sppdet.detect.Pipeline;
import io.sppdet.detect.Stopwatch;
import io.sppdet.detect.TimedPipeline;
import io.sppdet.error.Count;
import io.sppdet.error.SppdetException;
import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import io.sppdet.model.ModelCheck;
import io.sppdet.model.ModelDirectory;
import io.sppdet.model.SppNet;
import io.sppdet.natives.NativeLibraries;
import io.sppdet.operator.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Looks at all that a detection needs, and detects once.
 *
 * @param models the models to check
 * @param model the one to detect with
 */
public record Doctor(List<Path> models, Path model) {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 240;

  /** The native libraries take 570 MB. */
  private static final long MIN_DISK = 1_000_000_000;

  private static final String REINSTALL = "get the folder again";

  public Doctor {
    models = List.copyOf(models);
  }

  /** All findings, in the order they depend on each other; nothing that is wrong is thrown. */
  public List<Finding> findings() {
    List<Finding> findings = new ArrayList<>(Machine.findings());
    findings.add(
        look("libraries", "install it, or a newer system", NativeLibraries::systemLibraries));
    findings.add(look("cache folder", "set SPPDET_CACHE to another", Doctor::cache));
    Finding openCv = look("OpenCV", "see the lines above", NativeLibraries::openCv);
    Finding pyTorch = look("PyTorch", "see the lines above", NativeLibraries::pyTorch);
    findings.add(openCv);
    findings.add(pyTorch);
    if (pyTorch.isOk()) {
      findings.add(look("precision", "see the lines above", Doctor::precision));
      models.forEach(path -> findings.add(look("model", REINSTALL, () -> check(path))));
    }
    if (openCv.isOk() && pyTorch.isOk()) {
      findings.add(found("test run", "see the lines above", this::detect));
    }
    return findings;
  }

  private static Finding look(String topic, String remedy, Supplier<String> look) {
    return found(topic, remedy, () -> Finding.ok(topic, look.get()));
  }

  private static Finding found(String topic, String remedy, Supplier<Finding> look) {
    try {
      return look.get();
    } catch (SppdetException e) {
      return Finding.problem(topic, e.getMessage(), remedy);
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      return Finding.problem(topic, e.toString().replaceAll("\\R\\s*", " "), remedy);
    }
  }

  private static String cache() {
    Path folder = NativeLibraries.cacheFolder();
    try {
      long free = Files.getFileStore(folder).getUsableSpace();
      boolean empty = !Files.exists(folder.resolve("pytorch"));
      if (empty && free < MIN_DISK) {
        throw new SppdetException(
            SppdetException.Kind.ENGINE,
            folder,
            "only " + Machine.gigabytes(free) + " are free, 1 GB is needed",
            null);
      }
      return folder + ", can be written, " + Machine.gigabytes(free) + " free";
    } catch (IOException e) { // no mount point, such as in a chroot
      return folder + ", can be written";
    }
  }

  private static String precision() {
    return Precision.fastest() + " by default";
  }

  private static String check(Path path) {
    ModelCheck check = ModelCheck.of(ModelDirectory.open(path));
    if (!check.faults().isEmpty()) {
      throw check.faults().get(0);
    }
    return path + (check.compared() ? ", checksums agree" : ", no SHA256SUMS to compare with");
  }

  /** Detects in a picture made here, twice. */
  private Finding detect() {
    ModelDirectory directory = ModelDirectory.open(model);
    try (SppNet net = SppNet.load(directory)) {
      Detector detector = Detector.of(net);
      run(detector); // while Java compiles the loops
      Stopwatch watch = new Stopwatch();
      String found = run(new TimedPipeline(detector, watch));
      String stages =
          watch.milliseconds().entrySet().stream()
              .map(stage -> "%s %.0f ms".formatted(stage.getKey(), stage.getValue()))
              .collect(Collectors.joining(", "));
      String value =
          "%s on %d×%d pixels made in memory: %s; %s"
              .formatted(directory.description().name(), WIDTH, HEIGHT, found, stages);
      return new Finding("test run", value, null, watch.milliseconds());
    }
  }

  private static String run(Pipeline detector) {
    Image image = picture();
    List<Box> boxes = detector.propose(image);
    List<Detection> found = detector.detect(image, boxes, detector.conv5(image));
    return Count.of(boxes.size(), "proposal") + ", " + Count.of(found.size(), "detection");
  }

  /** A slope of grey with a grid of bright patches, which selective search tells apart. */
  private static Image picture() {
    byte[] pixels = new byte[WIDTH * HEIGHT * 3];
    for (int y = 0, i = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        boolean patch = x / 40 % 2 == 1 && y / 40 % 2 == 1;
        for (int channel = 0; channel < 3; channel++) {
          int bright = 120 + (x / 80 * 50 + y / 80 * 70 + channel * 90) % 136;
          pixels[i++] = (byte) (patch ? bright : (x + y) / 6);
        }
      }
    }
    return new Image("test run", WIDTH, HEIGHT, pixels);
  }
}
