package io.sppdet.model;

import com.fasterxml.jackson.databind.SerializationFeature;
import io.sppdet.backbone.BackboneDescriptor;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.files.Sha256;
import io.sppdet.head.HeadLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ProviderNotFoundException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipError;

/**
 * A model on disk: a folder, or a zip file of one, with {@code model.json} and the files it names.
 *
 * @param path the folder; inside a zip file, which stays open, a path of its file system
 */
public record ModelDirectory(Path path, ModelDescription description) {
  /** The layout this program reads and writes. */
  public static final int FORMAT_VERSION = 1;

  /** The file that says who made what. */
  public static final String NOTICE = "NOTICE";

  /** The shipped ones have a few kilobytes. */
  private static final int MAX_NOTICE_BYTES = 10_000_000;

  /** In float32; those of VGG-16 with the usual head have 0.5 GB. */
  private static final double MAX_LAYER_BYTES = 1e9;

  /** A line of a million photos. */
  private static final int MAX_LIST_BYTES = 200_000_000;

  /** Whether a folder holds a description, and so is meant as a model. */
  public static boolean isAt(Path folder) {
    return Files.exists(folder.resolve(DescriptionFile.NAME));
  }

  /**
   * Reads and checks the description; the weights are read when the network is loaded.
   *
   * @throws SppdetException MODEL when the folder or its description is missing or malformed
   */
  public static ModelDirectory open(Path path) {
    if (Files.isRegularFile(path)) {
      Path folder = folderInZip(path);
      try {
        return openFolder(folder);
      } catch (SppdetException e) {
        close(folder.getFileSystem());
        throw e;
      }
    }
    if (!Files.isDirectory(path)) {
      throw fault(path, "no such model directory", null);
    }
    return openFolder(path);
  }

  private static void close(FileSystem zip) {
    try {
      zip.close();
    } catch (IOException e) {
      // nothing was written
    }
  }

  /** The folder of a zip file that holds the description: its root, or the only one there. */
  private static Path folderInZip(Path zip) {
    try {
      Path root = FileSystems.newFileSystem(zip).getPath("/");
      if (isAt(root)) {
        return root;
      }
      try (Stream<Path> children = Files.list(root)) {
        List<Path> folders = children.filter(Files::isDirectory).toList();
        return folders.size() == 1 ? folders.get(0) : root;
      }
    } catch (IOException
        | ProviderNotFoundException
        | UnsupportedOperationException
        | IllegalArgumentException
        | UncheckedIOException
        | ZipError e) {
      throw fault(zip, "neither a model directory nor a zip file of one", e);
    }
  }

  private static ModelDirectory openFolder(Path path) {
    try {
      ModelFiles files = new ModelFiles(path);
      return new ModelDirectory(path, DescriptionFile.read(files)).checked(files);
    } catch (IllegalArgumentException | UncheckedIOException | ZipError e) {
      throw fault(path, "is damaged (" + e.getMessage() + ")", e);
    }
  }

  /** Nothing outside the folder is read, and no more memory taken than there may be. */
  private ModelDirectory checked(ModelFiles files) {
    files.file(description.backbone().file());
    double values = 0;
    if (description.detector() != null) {
      files.file(description.detector().file());
      values =
          HeadLayout.of(description.detector().headSize(description.backbone())).sizes().values();
    }
    if (description.classifier() != null) {
      files.file(description.classifier().file());
      int channels = description.backbone().channels();
      values += ClassifierLayout.of(description.classifier(), channels).sizes().values();
    }
    if (values * Float.BYTES > MAX_LAYER_BYTES) {
      throw fault(
          path.resolve(DescriptionFile.NAME),
          String.format(
              Locale.ROOT,
              "describes layers of %.1f GB; those of a model may have %.1f GB",
              values * Float.BYTES / 1e9,
              MAX_LAYER_BYTES / 1e9),
          null);
    }
    files.file(Checksums.FILE);
    files.file(NOTICE);
    return this;
  }

  /** Writes {@code model.json}; the caller has written the files it names. */
  public static void write(Path path, ModelDescription description) throws IOException {
    DescriptionFile.write(path, description);
  }

  /**
   * The detector's description.
   *
   * @throws SppdetException MODEL when this model has none
   */
  public DetectorDescriptor detector() {
    if (description.detector() == null) {
      throw fault(path, "this model holds no detector", null);
    }
    return description.detector();
  }

  /**
   * The same model with a detector that works at other scales.
   *
   * @throws SppdetException MODEL when it has no detector, or the scales are absurd
   */
  public ModelDirectory withScales(List<Integer> scales) {
    return new ModelDirectory(path, description.with(detector().withScales(scales)));
  }

  /**
   * The same detector that scores another number of proposals.
   *
   * @throws SppdetException MODEL when this is no detector, or has not learnt which to keep
   */
  public ModelDirectory withKeep(int keep) {
    return new ModelDirectory(path, description.with(detector().withKeep(keep)));
  }

  /**
   * Size and time of change of each file, to notice another model of the same name.
   *
   * @throws SppdetException MODEL when the folder can't be read
   */
  public String fingerprint() {
    try (Stream<Path> files = Files.list(path)) {
      StringJoiner all = new StringJoiner(", ");
      for (Path file : files.sorted().toList()) {
        long changed = Files.getLastModifiedTime(file).toMillis();
        all.add(file.getFileName() + " " + Files.size(file) + " " + changed);
      }
      return all.toString();
    } catch (IOException e) {
      throw fault(path, "can't be read (" + e.getMessage() + ")", e);
    }
  }

  /**
   * Its files, by name; a link that leads out of it is none.
   *
   * @throws SppdetException MODEL when the folder can't be read
   */
  public List<Path> files() {
    try {
      return new ModelFiles(path).all();
    } catch (IOException e) {
      throw fault(path, "can't be read (" + e.getMessage() + ")", e);
    }
  }

  /**
   * The SHA-256 of all its files together: the same for a folder and a zip file of it.
   *
   * @throws SppdetException MODEL when one can't be read
   */
  public String checksum() {
    try {
      return Checksums.of(path);
    } catch (IOException e) {
      throw fault(path, "can't be read (" + e.getMessage() + ")", e);
    }
  }

  /**
   * The SHA-256 of all that decides which map of a photo its backbone gives: of the weights, and of
   * the description, but for a second map. What is kept of maps is known by it.
   *
   * @throws SppdetException MODEL when the weights can't be read
   */
  public String backboneChecksum() {
    BackboneDescriptor backbone = description.backbone().withoutLateral();
    try {
      String how =
          DescriptionFile.mapper()
              .writer()
              .without(SerializationFeature.INDENT_OUTPUT)
              .writeValueAsString(backbone);
      String both = Sha256.of(path.resolve(backbone.file())) + how;
      return Sha256.of(both.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw fault(path.resolve(backbone.file()), "can't be read (" + e.getMessage() + ")", e);
    }
  }

  /**
   * The classifier's description.
   *
   * @throws SppdetException MODEL when this model has none
   */
  public ClassifierDescriptor classifier() {
    if (description.classifier() == null) {
      throw fault(path, "this model holds no classifier", null);
    }
    return description.classifier();
  }

  /** The same model with another classifier. */
  public ModelDirectory with(ClassifierDescriptor classifier) {
    return new ModelDirectory(path, description.with(classifier));
  }

  /**
   * Checksums of the images this model was trained on, as its provenance lists them; empty where
   * nothing was trained.
   *
   * @throws SppdetException MODEL when the list is named but missing
   */
  public Set<String> trainingImages() {
    Provenance provenance = description.provenance();
    if (provenance == null || provenance.imageChecksums() == null) {
      return Set.of();
    }
    byte[] list = new ModelFiles(path).read(provenance.imageChecksums(), MAX_LIST_BYTES);
    return new String(list, StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.split(" ", 2)[0])
        .collect(Collectors.toSet());
  }

  /**
   * Its notice, the file {@code NOTICE}; null where it has none.
   *
   * @throws SppdetException MODEL when that is no file of its folder, or too long for one
   */
  public String notice() {
    ModelFiles files = new ModelFiles(path);
    return files.has(NOTICE)
        ? new String(files.read(NOTICE, MAX_NOTICE_BYTES), StandardCharsets.UTF_8)
        : null;
  }

  private static SppdetException fault(Path path, String reason, Throwable cause) {
    return new SppdetException(Kind.MODEL, path, reason, cause);
  }
}
