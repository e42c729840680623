package io.sppdet.input;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * A list of paths in UTF-8: one a line, or, for names that hold line breaks, each ended by a NUL as
 * {@code find -print0} writes them. Nothing but the line's end is taken off a name. Holds one name
 * at a time; ends at what can't be read, and then tells why.
 */
public final class PathList implements Iterator<String> {
  /** Linux has paths of 4,096 bytes at most; a file without line breaks is no list. */
  private static final int MAX_NAME_BYTES = 1 << 16;

  private final InputStream in;
  private final boolean nuls;
  private String next;
  private boolean ended;
  private IOException failure;

  /** Reads a stream, and closes it at its end. */
  public PathList(InputStream stream) throws IOException {
    this.in = new BufferedInputStream(stream);
    in.mark(MAX_NAME_BYTES + 1);
    byte[] start = in.readNBytes(MAX_NAME_BYTES);
    in.reset();
    this.nuls = indexOf(start, (byte) 0) >= 0;
    if (!nuls
        && new String(start, 0, Math.min(3, start.length), StandardCharsets.UTF_8)
            .equals("\uFEFF")) {
      in.skipNBytes(3); // an editor's mark
    }
  }

  static PathList of(Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) { // a pipe might block for ever
      throw new IOException("not a file");
    }
    return new PathList(Files.newInputStream(file));
  }

  private static int indexOf(byte[] bytes, byte wanted) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  /** Why the list was not read to its end; null if it was, or is not yet. */
  public IOException failure() {
    return failure;
  }

  @Override
  public boolean hasNext() {
    while (next == null && !ended) {
      try {
        String name = read();
        next = name.isEmpty() ? null : name;
      } catch (IOException e) {
        failure = e;
        ended = true;
      }
    }
    return next != null;
  }

  @Override
  public String next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    String name = next;
    next = null;
    return name;
  }

  /** The next name; an empty one between the two bytes of a line's end, for example. */
  private String read() throws IOException {
    ByteArrayOutputStream name = new ByteArrayOutputStream();
    int b = in.read();
    for (; b >= 0 && !(nuls ? b == 0 : b == '\n' || b == '\r'); b = in.read()) {
      if (name.size() == MAX_NAME_BYTES) {
        in.close();
        throw new IOException("a name of more than " + MAX_NAME_BYTES + " bytes: not a list");
      }
      name.write(b);
    }
    if (b < 0) {
      ended = true;
      in.close();
    }
    return name.toString(StandardCharsets.UTF_8);
  }
}
