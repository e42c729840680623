package io.sppdet.image;

/** The markers of JPEG, FF xx, by their second byte (ITU-T T.81, table B.1). */
final class JpegMarker {
  static final int SOF0 = 0xC0;
  static final int DHT = 0xC4;
  static final int JPG = 0xC8;
  static final int DAC = 0xCC;
  static final int SOF15 = 0xCF;
  static final int RST0 = 0xD0;
  static final int SOI = 0xD8;
  static final int EOI = 0xD9;
  static final int SOS = 0xDA;
  static final int DQT = 0xDB;
  static final int DRI = 0xDD;
  static final int APP0 = 0xE0;
  static final int APP1 = 0xE1;
  static final int APP14 = 0xEE;

  private JpegMarker() {}

  /** Moves behind the next marker; decoders pass over stray and fill bytes as well. */
  static int next(ByteCursor in) {
    while (in.u8() != 0xFF) {}
    int marker;
    do {
      marker = in.u8();
    } while (marker == 0xFF);
    return marker;
  }

  /** Whether no segment follows: restarts, SOI, EOI, and what means nothing here. */
  static boolean isAlone(int marker) {
    return marker <= 0x01 || (marker >= RST0 && marker <= EOI);
  }

  /** Whether it begins a frame, which tells the size. */
  static boolean isFrame(int marker) {
    return marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC;
  }

  /** Where the segment that begins here ends; the cursor is then behind its length. */
  static int segmentEnd(ByteCursor in) {
    return in.position() + Math.max(in.u16(), 2);
  }
}
