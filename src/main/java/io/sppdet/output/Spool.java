package io.sppdet.output;

import io.sppdet.error.FileFault;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Elements of a JSON array, on disk until their place in a file is reached: memory need not grow
 * with the number of images.
 */
final class Spool implements AutoCloseable {
  private final Path path;
  private final Writer writer;
  private boolean empty = true;

  /**
   * @param place where it lies meanwhile; null for the system's folder
   */
  Spool(Path place) {
    try {
      path = place == null ? Files.createTempFile("sppdet", ".part") : place;
      path.toFile().deleteOnExit();
      writer = Files.newBufferedWriter(path);
    } catch (IOException e) {
      throw FileFault.writing(place == null ? Path.of("temporary file") : place, e);
    }
  }

  void add(Object element) {
    try {
      writer.write((empty ? "\n" : ",\n") + element);
      empty = false;
    } catch (IOException e) {
      throw FileFault.writing(path, e);
    }
  }

  /** Writes all elements, with brackets around them; none can be added after. */
  void writeArray(OutputFile file) {
    try {
      writer.close();
      file.write("[");
      char[] buffer = new char[1 << 16];
      try (Reader reader = Files.newBufferedReader(path)) {
        for (int n = reader.read(buffer); n > 0; n = reader.read(buffer)) {
          file.write(new String(buffer, 0, n));
        }
      }
      file.write(empty ? "]" : "\n]");
    } catch (IOException e) {
      throw FileFault.writing(path, e);
    }
  }

  @Override
  public void close() {
    try {
      writer.close();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw FileFault.writing(path, e);
    }
  }
}
