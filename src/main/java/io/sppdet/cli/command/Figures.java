package io.sppdet.cli.command;

import io.sppdet.output.OutputFile;
import java.io.PrintWriter;
import java.nio.file.Path;

/**
 * Where the figures of a command go: a table on standard output, or JSON there, or both a table and
 * a file of JSON.
 *
 * @param out standard output
 * @param asJson whether it gets JSON
 * @param file gets JSON too; null for none
 */
record Figures(PrintWriter out, boolean asJson, OutputFile file) implements AutoCloseable {
  /**
   * Opens the file, before any work is done in vain.
   *
   * @param json value of {@code --json}: a file, {@code -} or null
   * @throws io.sppdet.error.SppdetException OUTPUT when it can't be written
   */
  static Figures open(PrintWriter out, String json) {
    boolean asJson = "-".equals(json);
    boolean toFile = json != null && !asJson;
    return new Figures(out, asJson, toFile ? OutputFile.create(Path.of(json)) : null);
  }

  /**
   * Prints and writes.
   *
   * @param table lines, each ended
   * @param json the same as JSON, not ended
   */
  void print(String table, String json) {
    out.print(asJson ? json + "\n" : table);
    out.flush();
    if (file != null) {
      file.write(json + "\n");
      file.finish();
    }
  }

  @Override
  public void close() {
    if (file != null) {
      file.close();
    }
  }
}
