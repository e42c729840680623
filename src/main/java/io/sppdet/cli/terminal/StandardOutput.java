package io.sppdet.cli.terminal;

import io.sppdet.error.SppdetException.Kind;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Standard output that ends the command when nobody can read it any more: quietly when the reader
 * has seen enough, as {@code head} has; with an error line when, say, the disk is full. Java's own
 * swallows both.
 */
public final class StandardOutput extends FilterOutputStream {
  /** Ends the command; a reader who has seen enough is no error. */
  public static final class Closed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Closed(IOException cause) {
      super("standard output: can't be written (" + cause.getMessage() + ")", cause);
    }

    public int exitCode() {
      return readerHasSeenEnough() ? 0 : Kind.OUTPUT.exitCode();
    }

    public boolean readerHasSeenEnough() {
      return getMessage().toLowerCase(Locale.ROOT).contains("pipe"); // broken, or, Windows, closed
    }
  }

  private StandardOutput() {
    super(new FileOutputStream(FileDescriptor.out));
  }

  /** Writes UTF-8 in every locale, as JSON asks for. */
  public static PrintWriter writer() {
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
      throw new Closed(e);
    }
  }
}
