package io.sppdet.train;

import io.sppdet.backbone.BackboneDescriptor;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.model.DetectorDescriptor;
import io.sppdet.model.Licence;
import io.sppdet.model.ModelDescription;
import io.sppdet.model.ModelDirectory;
import io.sppdet.model.Provenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The model directory in the making: all of it but the learnt layers, with where it comes from.
 *
 * @param path the folder
 */
record ModelFolder(Path path) {
  static final String HEAD_FILE = "head.safetensors";

  /** The notices of the licences of the backbone, which go where it goes. */
  private static final String NOTICE_FILE = "NOTICE";

  private static final String LAYERS = "detector layers";
  private static final String CHECKSUMS_FILE = "training-images.txt";

  Path head() {
    return path.resolve(HEAD_FILE);
  }

  /** Puts the backbone and everything that describes the model into the folder. */
  void fill(
      TrainingSettings settings,
      ModelDirectory init,
      TrainingImages images,
      List<FeatureStore.Entry> entries,
      BackboneDescriptor network,
      DetectorDescriptor detector,
      Path weights,
      Map<String, String> notes)
      throws IOException {
    Files.createDirectories(path);
    copy(weights, network.file());
    if (Files.exists(init.path().resolve(NOTICE_FILE))) {
      copy(init.path().resolve(NOTICE_FILE), NOTICE_FILE);
    }
    List<String> checksums =
        entries.stream().map(e -> e.checksum() + "  " + e.image().id()).sorted().toList();
    Files.write(path.resolve(CHECKSUMS_FILE), checksums);
    boolean drawn = !images.chosen().rest().isEmpty();
    writeList("train.txt", drawn ? images.images() : List.of());
    writeList("val.txt", images.chosen().rest());
    Provenance provenance =
        new Provenance(
            settings.dataset().toAbsolutePath().normalize().getFileName().toString(),
            images.split(),
            entries.size(),
            CHECKSUMS_FILE,
            init.description().name(),
            settings.command(),
            settings.seed(),
            settings.date(),
            settings.version(),
            notes);
    ModelDirectory.write(
        path,
        new ModelDescription(
            ModelDirectory.FORMAT_VERSION,
            settings.output().toAbsolutePath().normalize().getFileName().toString(),
            network,
            detector,
            null,
            provenance,
            licences(init)));
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

  private static List<Licence> licences(ModelDirectory init) {
    List<Licence> licences = new ArrayList<>();
    for (Licence licence : init.description().licences()) {
      if (licence.part().equals(LAYERS)) {
        licences.add(
            new Licence(
                "layers it started from", licence.licence(), "model " + init.description().name()));
      } else if (!licence.part().equals("class names")) {
        licences.add(licence);
      }
    }
    licences.add(
        new Licence(
            LAYERS,
            "that of their owner; the photos they were trained on are not part of them",
            "trained by the command in the provenance"));
    return licences;
  }
}
