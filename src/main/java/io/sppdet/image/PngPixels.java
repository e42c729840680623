package io.sppdet.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;

/**
 * The packed pixels of a PNG file whose chunks are sound: whether they can be unpacked and are all
 * there. libpng fills up what is missing, unpacks what is too much, and prints on stderr what is
 * wrong.
 */
final class PngPixels {
  private static final int FILTERS = 5;

  private final List<PngHeader.Pass> passes;
  private final long expected;
  private final byte[] unpacked = new byte[1 << 16];

  PngPixels(PngHeader header) {
    passes = header.passes();
    expected = passes.stream().mapToLong(pass -> pass.rowBytes() * pass.rows()).sum();
  }

  /** Takes the unpacked bytes, part by part. */
  private interface Sink {
    void take(int count) throws Flaw;
  }

  /**
   * Unpacks the pixels, keeping none; whether there is nothing behind them.
   *
   * @param packed the data of the chunks
   * @throws Flaw if they can't be unpacked, are too few, or have a filter that there is none of
   */
  boolean endWithTheirData(List<ByteBuffer> packed) throws Flaw {
    Filters filters = new Filters();
    return unpack(packed, filters::check);
  }

  /** The pixels alone, packed anew. */
  byte[] packAgain(List<ByteBuffer> packed) throws Flaw {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Deflater fast = new Deflater(Deflater.BEST_SPEED);
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, fast)) {
      unpack(
          packed,
          count -> {
            try {
              out.write(unpacked, 0, count);
            } catch (IOException e) {
              throw new UncheckedIOException("memory can always be written", e);
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException("memory can always be written", e);
    } finally {
      fast.end();
    }
    return bytes.toByteArray();
  }

  private boolean unpack(List<ByteBuffer> packed, Sink sink) throws Flaw {
    Inflater inflater = new Inflater();
    try {
      Iterator<ByteBuffer> rest = packed.iterator();
      long found = 0;
      while (found < expected) {
        int most = (int) Math.min(unpacked.length, expected - found);
        int count = inflate(inflater, rest, most);
        if (count == 0) {
          throw Flaw.damage("its pixels can't be unpacked");
        }
        sink.take(count);
        found += count;
      }
      return endsHere(inflater, rest);
    } catch (DataFormatException e) {
      throw Flaw.damage("its pixels can't be unpacked");
    } finally {
      inflater.end();
    }
  }

  /** Unpacks bytes, at most the number asked for; none at the end. */
  private int inflate(Inflater inflater, Iterator<ByteBuffer> rest, int most)
      throws DataFormatException {
    while (true) {
      int count = inflater.inflate(unpacked, 0, most);
      if (count > 0 || inflater.finished() || inflater.needsDictionary()) {
        return count;
      }
      if (inflater.needsInput()) {
        if (!rest.hasNext()) {
          return 0;
        }
        inflater.setInput(rest.next().duplicate());
      }
    }
  }

  private boolean endsHere(Inflater inflater, Iterator<ByteBuffer> rest) {
    try {
      return inflate(inflater, rest, 1) == 0
          && inflater.finished()
          && inflater.getRemaining() == 0
          && !rest.hasNext();
    } catch (DataFormatException e) {
      return false;
    }
  }

  /** Follows the rows, each of which begins with the number of its filter. */
  private final class Filters {
    private final Iterator<PngHeader.Pass> rest = passes.iterator();
    private PngHeader.Pass pass = rest.next();
    private long row;
    private long next; // from the bytes to come

    void check(int count) throws Flaw {
      for (; next < count; next += pass.rowBytes()) {
        if (row == pass.rows()) {
          pass = rest.next();
          row = 0;
        }
        if (unpacked[(int) next] < 0 || unpacked[(int) next] >= FILTERS) {
          throw Flaw.damage("its pixels can't be unpacked");
        }
        row++;
      }
      next -= count;
    }
  }
}
