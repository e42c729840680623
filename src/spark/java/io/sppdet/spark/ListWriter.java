package io.sppdet.spark;

import io.sppdet.files.Sha256;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.Consumer;

/** Takes the files of a run as they are found: cuts them into batches, and sums them up. */
final class ListWriter implements Consumer<Row>, AutoCloseable {
  private final RunFolder folder;
  private final int batch;
  private final boolean written;
  private final MessageDigest digest = Sha256.digest();
  private Writer out;
  private long rows;

  /**
   * @param batch files of a batch
   * @param written whether the lists are written, or there already
   */
  ListWriter(RunFolder folder, int batch, boolean written) {
    this.folder = folder;
    this.batch = batch;
    this.written = written;
  }

  @Override
  public void accept(Row row) {
    String line = row.line() + "\n";
    digest.update(line.getBytes(StandardCharsets.UTF_8));
    try {
      if (written) {
        if (rows % batch == 0) {
          finish();
          out =
              new BufferedWriter(
                  new OutputStreamWriter(
                      folder.fs().create(folder.list(Math.toIntExact(rows / batch)), true),
                      StandardCharsets.UTF_8));
        }
        out.write(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    rows++;
  }

  int batches() {
    return Math.toIntExact((rows + batch - 1) / batch);
  }

  /** To tell lists apart; nothing can be added any more. */
  String identity() {
    return rows + " files, SHA-256 " + HexFormat.of().formatHex(digest.digest());
  }

  /** Completes the list. */
  void finish() throws IOException {
    if (out != null) {
      out.close();
      out = null;
    }
  }

  @Override
  public void close() throws IOException {
    finish();
  }
}
