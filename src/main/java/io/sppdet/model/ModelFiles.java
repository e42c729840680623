package io.sppdet.model;

import io.sppdet.error.FileFault;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of a model, which may come from a stranger: none but regular ones inside its folder or
 * zip file, wherever links lead, and none read further than it may be long.
 *
 * @param folder of the model
 */
record ModelFiles(Path folder) {

  /** All of them, by name; others in the folder are passed over. */
  List<Path> all() throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.filter(this::holds).sorted().toList();
    }
  }

  boolean has(String name) {
    return Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * A file by its plain name.
   *
   * @throws SppdetException MODEL when it is there, but a folder, a pipe, a device or elsewhere
   */
  Path file(String name) {
    Path file = folder.resolve(name);
    if (has(name) && !holds(file)) {
      throw fault(file, "is no file inside the model's folder", null);
    }
    return file;
  }

  private boolean holds(Path file) {
    try {
      return Files.isRegularFile(file) && file.toRealPath().startsWith(folder.toRealPath());
    } catch (IOException e) {
      return false; // a link that leads nowhere
    }
  }

  /**
   * Reads a whole file.
   *
   * @param most bytes; what a zip file says of its entries' sizes is not relied on
   * @throws SppdetException MODEL when it is missing, larger, or can't be read
   */
  byte[] read(String name, int most) {
    Path file = file(name);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw fault(file, "is larger than any such file (" + most + " bytes)", null);
      }
      return bytes;
    } catch (IOException e) {
      throw fault(file, FileFault.reason(e), e);
    }
  }

  private static SppdetException fault(Path file, String reason, Throwable cause) {
    return new SppdetException(Kind.MODEL, file, reason, cause);
  }
}
