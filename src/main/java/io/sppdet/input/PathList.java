package io.sppdet.input;

import io.sppdet.files.BoundedText;
import io.sppdet.image.ImageFormat;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * A list of paths in UTF-8, or UTF-16 with its mark: one a line, or, for names that hold line
 * breaks, each ended by a NUL as {@code find -print0} writes them. Nothing but the line's end is
 * taken off a name. Holds one name at a time; ends at what can't be read, and then tells why.
 */
public final class PathList implements Iterator<String> {
  /** The stream is an image, where paths were expected. */
  static final class HoldsImage extends IOException {
    private static final long serialVersionUID = 1L;

    private HoldsImage(String reason) {
      super(reason);
    }
  }

  /** Linux has paths of 4,096 bytes at most; a file without line breaks is no list. */
  private static final int MAX_NAME_BYTES = 1 << 16;

  /** A million paths. */
  private static final int MAX_UTF16_BYTES = 1 << 28;

  /** What of the start tells an image. */
  private static final int SIGNATURE_BYTES = 32;

  private InputStream in;

  /** Whether names end with NULs; not known before the first ends. */
  private boolean nuls;

  private boolean begun;
  private boolean separated;
  private String next;
  private boolean ended;
  private IOException failure;

  /** Reads a stream, never further than for the next name, and closes it at its end. */
  public PathList(InputStream stream) {
    this.in = new BufferedInputStream(stream, MAX_NAME_BYTES);
  }

  static PathList of(Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) { // a pipe might block for ever
      throw new IOException("not a file");
    }
    return new PathList(Files.newInputStream(file));
  }

  /** Passes over an editor's mark. */
  private void begin() throws IOException {
    begun = true;
    in.mark(SIGNATURE_BYTES);
    byte[] start = new byte[SIGNATURE_BYTES];
    int length = Math.max(0, in.read(start)); // of a name that is being typed, what there is
    in.reset();
    Optional<ImageFormat> image = ImageFormat.ofStream(Arrays.copyOf(start, length));
    if (image.isPresent()) {
      in.close();
      throw new HoldsImage("is an image (" + image.get() + "), not a list of paths");
    }
    if (length >= 3 && new String(start, 0, 3, StandardCharsets.UTF_8).equals("\uFEFF")) {
      in.skipNBytes(3);
    } else if (BoundedText.isUtf16(start)) {
      in = new ByteArrayInputStream(utf8(in));
    }
  }

  /** A whole list in UTF-16, as Windows PowerShell writes it. */
  private static byte[] utf8(InputStream utf16) throws IOException {
    try (utf16) {
      byte[] all = utf16.readNBytes(MAX_UTF16_BYTES + 1);
      if (all.length > MAX_UTF16_BYTES) {
        throw new IOException("a list in UTF-16 of more than " + MAX_UTF16_BYTES + " bytes");
      }
      return BoundedText.text(all).getBytes(StandardCharsets.UTF_8);
    }
  }

  /** At a line break: whether it is part of a name, as there are NULs behind it. */
  private boolean isPartOfName() throws IOException {
    if (!separated) {
      separated = true;
      in.mark(MAX_NAME_BYTES);
      byte[] there = in.readNBytes(Math.min(in.available(), MAX_NAME_BYTES));
      in.reset();
      for (byte b : there) {
        nuls |= b == 0;
      }
    }
    return nuls;
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
    if (!begun) {
      begin();
    }
    ByteArrayOutputStream name = new ByteArrayOutputStream();
    int b = in.read();
    for (; b > 0 && !((b == '\n' || b == '\r') && !isPartOfName()); b = in.read()) {
      if (name.size() == MAX_NAME_BYTES) {
        in.close();
        throw new IOException("a name of more than " + MAX_NAME_BYTES + " bytes: not a list");
      }
      name.write(b);
    }
    if (b == 0) {
      separated = true;
      nuls = true;
    }
    if (b < 0) {
      ended = true;
      in.close();
    }
    return name.toString(StandardCharsets.UTF_8);
  }
}
