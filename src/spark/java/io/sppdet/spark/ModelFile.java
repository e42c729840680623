package io.sppdet.spark;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.model.ModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A model as one file, which Spark takes to the executors. */
final class ModelFile {
  private ModelFile() {}

  /** Makes a zip file of a model, named after what is in it. */
  static Path pack(ModelDirectory model) {
    try {
      Path folder = Files.createTempDirectory("sppdet-model");
      Path zip = folder.resolve("sppdet-" + model.checksum().substring(0, 16) + ".zip");
      try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
        out.setLevel(0); // weights hardly compress
        for (Path file : model.files()) {
          out.putNextEntry(new ZipEntry(file.getFileName().toString()));
          Files.copy(file, out);
        }
      }
      return zip;
    } catch (IOException e) {
      throw new SppdetException(Kind.MODEL, model.path(), "can't be packed: " + e.getMessage(), e);
    }
  }

  /** Removes it, with its folder. */
  static void remove(Path zip) {
    try {
      Files.deleteIfExists(zip);
      Files.deleteIfExists(zip.getParent());
    } catch (IOException e) {
      // in a folder for what may stay
    }
  }
}
