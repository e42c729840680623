package io.sppdet.output;

import io.sppdet.detect.ImageResult;
import io.sppdet.detect.ImageResult.Found;
import io.sppdet.error.FileFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * JSON Lines of the images that failed, or are damaged, for formats that have no place for them.
 * There is no such file when there are none.
 */
final class FailureFile implements AutoCloseable {
  private static final String START = "{\"image\":{\"file\":";

  private final Path path;
  private final DetectionJson json;
  private final FileNames names;
  private OutputFile file;

  /**
   * @param path null where there is no place for it: nothing is written then
   * @throws io.sppdet.error.SppdetException OUTPUT when what is there is of no earlier run
   */
  FailureFile(Path path, OutputSettings settings) {
    if (path != null) {
      SideFile.refuseOthers(path, START);
    }
    this.path = path;
    this.json = settings.json();
    this.names = settings.namesOr(FileNames.Style.RELATIVE);
  }

  /** Adds one of them. */
  void write(ImageResult failed) {
    if (path == null) {
      return;
    }
    if (file == null) {
      file = OutputFile.create(path);
    }
    file.write(json.document(failed, names.of(failed.file())) + "\n");
  }

  /** Adds it if it is damaged. */
  void writeDamaged(Found result) {
    if (result.notes().damage() != null) {
      write(result);
    }
  }

  void finish() {
    try {
      if (file != null) {
        file.finish();
      } else if (path != null) {
        Files.deleteIfExists(path); // of an earlier run
      }
    } catch (IOException e) {
      throw FileFault.writing(path, e);
    }
  }

  /** The file, if there is one. */
  List<Path> written() {
    return file == null ? List.of() : List.of(path);
  }

  @Override
  public void close() {
    if (file != null) {
      file.close();
    }
  }
}
