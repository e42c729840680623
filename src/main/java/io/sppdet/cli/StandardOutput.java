package io.sppdet.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Standard output that ends the program when nobody can read it any more: quietly when the reader
 * has seen enough, as {@code head} has; with an error line when, say, the disk is full. Java's own
 * swallows both.
 */
final class StandardOutput extends FilterOutputStream {
  private StandardOutput() {
    super(new FileOutputStream(FileDescriptor.out));
  }

  /** Writes UTF-8 in every locale, as JSON asks for. */
  static PrintWriter writer() {
    return new PrintWriter(new StandardOutput(), true, StandardCharsets.UTF_8);
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    try {
      out.write(bytes, from, length);
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains("Broken pipe")) {
        System.exit(0);
      }
      System.err.println("sppdet: standard output: can't be written (" + e.getMessage() + ")");
      System.exit(2);
    }
  }
}
