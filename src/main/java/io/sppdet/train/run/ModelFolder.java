package io.sppdet.train.run;

import io.sppdet.dataset.LabelledImage;
import io.sppdet.model.Licence;
import io.sppdet.model.ModelDescription;
import io.sppdet.model.ModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The model directory in the making: all of it but the learnt layers, with where it comes from.
 *
 * @param path the folder
 */
public record ModelFolder(Path path) {
  public static final String HEAD_FILE = "head.safetensors";

  private static final String LAYERS = "detector layers";
  private static final String CLASSIFIER_LAYERS = "classifier layers";
  public static final String CHECKSUMS_FILE = "training-images.txt";

  public Path head() {
    return path.resolve(HEAD_FILE);
  }

  /** The name of the model in a folder: that of the folder. */
  public static String nameOf(Path output) {
    return output.toAbsolutePath().normalize().getFileName().toString();
  }

  /**
   * Puts the backbone and everything that describes the model into the folder.
   *
   * @param init where the backbone comes from; null where there is none
   * @param checksums a line {@code sha256 id} for each image
   * @param weights of the backbone; null where there is none
   */
  public void fill(
      ModelDirectory init,
      TrainingImages images,
      List<String> checksums,
      Path weights,
      ModelDescription description)
      throws IOException {
    Files.createDirectories(path);
    if (weights != null) {
      copy(weights, description.backbone().file());
    }
    Files.writeString(
        path.resolve(ModelDirectory.NOTICE),
        new Notice(description)
            .text(init == null ? null : init.description(), init == null ? null : init.notice()));
    Files.write(path.resolve(CHECKSUMS_FILE), checksums.stream().sorted().toList());
    boolean drawn = !images.chosen().rest().isEmpty();
    writeList("train.txt", drawn ? images.images() : List.of());
    writeList("val.txt", images.chosen().rest());
    ModelDirectory.write(path, description);
  }

  /**
   * Writes into the description what came of the calibration.
   *
   * @param threshold least score of a detection
   * @param note how it was chosen
   */
  public void rate(double threshold, String note) throws IOException {
    ModelDescription before = ModelDirectory.open(path).description();
    ModelDirectory.write(
        path,
        new ModelDescription(
            before.formatVersion(),
            before.name(),
            before.backbone(),
            before.detector().withThreshold(threshold),
            before.classifier(),
            before.provenance().with("threshold", note),
            before.licences()));
  }

  private void copy(Path file, String name) throws IOException {
    Files.copy(file, path.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  /** The images of a drawn split, for evaluation and later training; an empty list is no file. */
  private void writeList(String name, List<LabelledImage> images) throws IOException {
    if (images.isEmpty()) {
      Files.deleteIfExists(path.resolve(name));
    } else {
      Files.write(path.resolve(name), images.stream().map(LabelledImage::id).toList());
    }
  }

  /** Of a detector. */
  public static List<Licence> detectorLicences(ModelDescription init) {
    return licences(init, LAYERS);
  }

  /** Of a classifier; {@code init} is null where it has no backbone. */
  public static List<Licence> classifierLicences(ModelDescription init) {
    return licences(init, CLASSIFIER_LAYERS);
  }

  private static List<Licence> licences(ModelDescription init, String learnt) {
    List<Licence> licences = new ArrayList<>();
    for (Licence licence : init == null ? List.<Licence>of() : init.licences()) {
      if (licence.part().equals(LAYERS)) {
        licences.add(
            new Licence("layers it started from", licence.licence(), "model " + init.name()));
      } else if (licence.part().startsWith("backbone")) {
        licences.add(new Licence("backbone", licence.licence(), licence.source()));
      } else if (!licence.part().equals("class names")) {
        licences.add(licence);
      }
    }
    licences.add(
        new Licence(
            learnt,
            "that of their owner; the photos they were trained on are not part of them",
            "trained by the command in the provenance"));
    return licences.stream().distinct().toList(); // of a model that started from its own
  }
}
