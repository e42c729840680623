package io.sppdet.image;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;

/**
 * The scans of a JPEG file: whether all MCUs are there and each code is one. libjpeg fills up with
 * grey, and prints on stderr, what is missing or damaged.
 */
final class JpegPixels {
  private static final String JFIF = "JFIF\0";
  private static final int JFIF_BYTES = 14;

  /** Of version 1.1, without a thumbnail: of other versions libjpeg has doubts. */
  private static final byte[] PLAIN_JFIF = {
    (byte) 0xFF, (byte) 0xE0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
  };

  private static final String ADOBE = "Adobe";
  private static final int ADOBE_BYTES = 12;

  private static final byte[] PLAIN_ADOBE = {
    (byte) 0xFF, (byte) 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
  };

  private static final byte[] ALL_COEFFICIENTS = {0, 63, 0};

  private final ByteCursor in;
  private final ByteArrayOutputStream kept;
  private final JpegScans scans = new JpegScans();
  private boolean jfif;
  private int adobe = -1;
  private boolean scanned;

  JpegPixels(byte[] file) {
    in = new ByteCursor(file);
    kept = new ByteArrayOutputStream(file.length);
  }

  /**
   * What decides on the pixels; about the rest the decoder would print its doubts.
   *
   * @throws Flaw if they are not all there, or can't be right
   */
  byte[] sound() throws Flaw {
    try {
      in.skip(2);
      put(JpegMarker.SOI);
      int marker;
      do {
        marker = JpegMarker.next(in);
        if (!JpegMarker.isAlone(marker)) {
          segment(marker);
        }
      } while (marker != JpegMarker.EOI);
    } catch (BufferUnderflowException e) {
      throw Flaw.truncated();
    }
    scans.checkComplete();
    put(JpegMarker.EOI);
    return kept.toByteArray();
  }

  private void segment(int marker) throws Flaw {
    int start = in.position();
    int end = JpegMarker.segmentEnd(in);
    if (JpegMarker.isFrame(marker)) {
      if (scans.haveFrame()) {
        throw Flaw.damage("it tells its size twice");
      }
      scans.frame(JpegFrame.read(marker, in));
      keep(marker, start, end);
    } else {
      switch (marker) {
        case JpegMarker.APP0 -> keepJfif(end);
        case JpegMarker.APP14 -> keepAdobe(end);
        case JpegMarker.DHT -> {
          scans.tables(in, end);
          keep(marker, start, end);
        }
        case JpegMarker.DRI -> {
          scans.restartInterval(in.u16());
          keep(marker, start, end);
        }
        case JpegMarker.DQT, JpegMarker.DAC -> keep(marker, start, end);
        case JpegMarker.SOS -> {
          if (!scanned) {
            scanned = true;
            putColours();
          }
          boolean selects = scans.selectsCoefficients();
          scans.scan(in, end);
          keep(marker, start, selects ? end : end - ALL_COEFFICIENTS.length);
          if (!selects) { // what some cameras write here means nothing
            kept.writeBytes(ALL_COEFFICIENTS);
          }
          kept.write(in.bytes(), end, in.position() - end);
          return; // the cursor is behind the data
        }
        default -> {}
      }
    }
    in.seek(end);
  }

  private void keepJfif(int end) {
    if (end - in.position() >= JFIF_BYTES && in.text(JFIF.length()).equals(JFIF)) {
      jfif = true;
    }
  }

  /** Which colours the components are; what means nothing is read as libjpeg does, silently. */
  private void keepAdobe(int end) {
    if (end - in.position() >= ADOBE_BYTES && in.text(ADOBE.length()).equals(ADOBE)) {
      in.skip(ADOBE_BYTES - 1 - ADOBE.length());
      adobe = in.u8();
    }
  }

  /** Before the first scan, when the number of components is known. */
  private void putColours() {
    if (jfif) {
      kept.writeBytes(PLAIN_JFIF);
    }
    if (adobe >= 0) {
      byte[] plain = PLAIN_ADOBE.clone();
      plain[plain.length - 1] = (byte) (adobe == 0 ? 0 : scans.components() == 4 ? 2 : 1);
      kept.writeBytes(plain);
    }
  }

  private void keep(int marker, int start, int end) {
    if (end > in.bytes().length) {
      throw new BufferUnderflowException();
    }
    put(marker);
    kept.write(in.bytes(), start, end - start);
  }

  private void put(int marker) {
    kept.write(0xFF);
    kept.write(marker);
  }
}
