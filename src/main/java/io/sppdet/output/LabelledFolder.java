package io.sppdet.output;

import io.sppdet.detect.ImageResult.Failed;
import io.sppdet.detect.ImageResult.Found;
import io.sppdet.error.FileFault;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.image.ImageWriter;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A new data set: a folder of photos, and beside it one with a file of labels for each. A photo is
 * a link to the JPEG or PNG it was detected in (a copy where the system permits none, as Windows
 * and FAT do not), and a PNG of what is anything else. Images that failed are listed in {@code
 * errors.jsonl}.
 */
final class LabelledFolder implements AutoCloseable {
  private final Path photos;
  private final Path labels;
  private final FailureFile failures;
  private final FreeNames names = new FreeNames();

  /** A photo's name in the folder, without and with its extension. */
  record Photo(String stem, String file) {}

  /**
   * @throws SppdetException OUTPUT when the folder can't be made, or holds anything but what an
   *     interrupted run has left: labels that somebody made must not be lost, and old ones not be
   *     taken for new
   */
  LabelledFolder(Path folder, String photos, String labels, OutputSettings settings) {
    OutputFile.createFolder(folder);
    try (Stream<Path> files = Files.list(folder)) {
      if (!settings.resumed() && files.findAny().isPresent()) {
        throw new SppdetException(
            Kind.OUTPUT,
            folder.toString(),
            "is not empty; a data set is written into a new folder");
      }
    } catch (IOException e) {
      throw FileFault.writing(folder, e);
    }
    this.photos = folder.resolve(photos);
    this.labels = folder.resolve(labels);
    this.failures = new FailureFile(folder.resolve("errors.jsonl"), settings);
    OutputFile.createFolder(this.photos);
    OutputFile.createFolder(this.labels);
  }

  /** Puts the photo of a result into the folder. */
  Photo add(Found result) {
    PhotoName name = PhotoName.of(result.file());
    String stem = pass(result);
    Optional<Path> original = FileNames.file(result.file()).filter(file -> name.isWritable());
    Photo photo = new Photo(stem, stem + (original.isPresent() ? name.extension() : ".png"));
    Path file = photos.resolve(photo.file());
    try {
      if (original.isPresent()) {
        Files.deleteIfExists(file); // an interrupted run's, whose labels it did not get to
        linkOrCopy(original.get().toAbsolutePath(), file);
      } else {
        new ImageWriter().write(result.image().get(), file);
      }
    } catch (IOException e) {
      throw FileFault.writing(file, e);
    }
    return photo;
  }

  static void linkOrCopy(Path original, Path file) throws IOException {
    try {
      Files.createSymbolicLink(file, original);
    } catch (FileSystemException | UnsupportedOperationException e) {
      Files.copy(original, file);
    }
  }

  /** Passes over a result that is in the folder already; gives its name there. */
  String pass(Found result) {
    failures.writeDamaged(result);
    return names.next(PhotoName.of(result.file()).stem(), "");
  }

  void writeLabels(String name, String text) {
    OutputFile.write(labels.resolve(name), text);
  }

  void addFailed(Failed failed) {
    failures.write(failed);
  }

  void finish() {
    failures.finish();
  }

  @Override
  public void close() {
    failures.close();
  }
}
