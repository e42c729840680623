package io.sppdet.image;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * What an image file says of itself: its format, its size and whether it is all there. The file's
 * structure is walked up to its end marker without decoding a pixel; a walk that runs out of bytes
 * means a truncated file. Decoders can't be asked: they fill up what is missing, or fail without a
 * reason, and print on stderr.
 */
final class FileStructure {
  /** PNG chunks that change the pixels or how they stand; the decoder only warns about others. */
  private static final Set<String> PNG_ESSENTIAL =
      Set.of("IHDR", "PLTE", "tRNS", "eXIf", "IDAT", "IEND");

  private static final String EXIF = "Exif\0\0";

  private final ImageFormat format;
  private final ByteBuffer in;
  private byte[] bytes;
  private long width;
  private long height;
  private int orientation = 1;
  private boolean alpha;
  private boolean truncated;
  private boolean damaged;

  FileStructure(ImageFormat format, byte[] file) {
    this.format = format;
    this.in = ByteBuffer.wrap(file);
    this.bytes = file;
    try {
      switch (format) {
        case JPEG -> walkJpeg();
        case PNG -> walkPng();
        case WEBP -> walkWebp();
        case BMP -> walkBmp();
        case TIFF -> walkTiff();
        case GIF -> walkGif();
      }
    } catch (BufferUnderflowException e) {
      truncated = true;
    }
  }

  ImageFormat format() {
    return format;
  }

  /** The bytes to decode: the file, less what has nothing to do with its pixels. */
  byte[] bytes() {
    return bytes;
  }

  /** Width in pixels before any rotation, 0 if the walk did not come to it. */
  long width() {
    return width;
  }

  /** Height in pixels before any rotation, 0 if the walk did not come to it. */
  long height() {
    return height;
  }

  /** The EXIF orientation, 1 (upright) to 8; 1 if the file does not tell. */
  int orientation() {
    return orientation;
  }

  /** Whether pixels may be transparent. */
  boolean mayHaveAlpha() {
    return alpha;
  }

  /** Whether the file ends before its structure does. */
  boolean isTruncated() {
    return truncated;
  }

  /** Whether a checksum in the file is wrong. */
  boolean isDamaged() {
    return damaged;
  }

  /**
   * Markers FF xx up to the end of image (EOI), each with a length but the ones below; what lies
   * between two markers is entropy-coded data, in which FF is followed by 00 or a restart marker.
   * Thumbnails and further pictures lie inside segments or after EOI, so they are never looked at.
   */
  private void walkJpeg() {
    skip(2);
    while (true) {
      while (u8()
          != 0xFF) {} // entropy-coded data, or stray bytes, which decoders pass over as well
      int marker;
      do {
        marker = u8();
      } while (marker == 0xFF); // fill bytes
      if (marker == 0xD9) { // EOI
        return;
      }
      boolean alone = marker <= 0x01 || (marker >= 0xD0 && marker <= 0xD8); // 00, TEM, RSTn, SOI
      if (!alone) {
        walkJpegSegment(marker);
      }
    }
  }

  private void walkJpegSegment(int marker) {
    int end = in.position() + Math.max(u16(), 2);
    boolean frame =
        marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (frame) { // SOF0 to SOF15; C4, C8 and CC are DHT, JPG and DAC
      skip(1); // bits a sample
      int rows = u16();
      take(u16(), rows);
    }
    boolean exif = marker == 0xE1 && end <= in.limit() && end - in.position() > EXIF.length();
    if (exif && text(EXIF.length()).equals(EXIF)) {
      readOrientation(in.position(), end);
    }
    seek(end);
  }

  /** From an EXIF block, which is a TIFF without pixels; a broken one says nothing. */
  private void readOrientation(int start, int end) {
    try {
      orientation = orientation(new TiffDirectory(Arrays.copyOfRange(bytes, start, end)));
    } catch (BufferUnderflowException e) {
      orientation = 1;
    }
  }

  /** A file may tell its size again, and the decoder take the other one: the larger counts. */
  private void take(long w, long h) {
    width = Math.max(width, w);
    height = Math.max(height, h);
  }

  private static int orientation(TiffDirectory directory) {
    long tag = directory.first(TiffDirectory.ORIENTATION, 1);
    return tag >= 1 && tag <= 8 ? (int) tag : 1;
  }

  /** Chunks (length, type, data, checksum) up to IEND. Only what shapes the pixels is kept. */
  private void walkPng() {
    ByteArrayOutputStream kept = new ByteArrayOutputStream(bytes.length);
    copy(kept, 0, 8);
    skip(8);
    String type = "";
    while (!type.equals("IEND")) {
      int start = in.position();
      long length = u32();
      type = text(4);
      int data = in.position();
      skip(length);
      long checksum = u32();
      if (PNG_ESSENTIAL.contains(type)) {
        CRC32 crc = new CRC32();
        crc.update(bytes, data - 4, (int) length + 4);
        damaged |= crc.getValue() != checksum;
        copy(kept, start, in.position() - start);
      }
      if (type.equals("IHDR") && length == 13) {
        ByteBuffer header = in.duplicate().position(data);
        take(Integer.toUnsignedLong(header.getInt()), Integer.toUnsignedLong(header.getInt()));
        alpha = (header.get(data + 9) & 4) != 0; // colour types 4 and 6
      }
      alpha |= type.equals("tRNS");
      if (type.equals("eXIf")) {
        readOrientation(data, data + (int) length);
      }
    }
    bytes = kept.toByteArray();
  }

  /** A RIFF container: the length at its head counts all that follows it. */
  private void walkWebp() {
    in.order(ByteOrder.LITTLE_ENDIAN);
    skip(4);
    long end = 8 + u32();
    skip(4);
    String chunk = text(4);
    skip(4);
    if (chunk.equals("VP8X")) { // extended: flags, then the size of the canvas less 1
      alpha = (u8() & 0x10) != 0;
      skip(3);
      width = 1L + (u16() | u8() << 16);
      height = 1L + (u16() | u8() << 16);
      walkWebpChunks(end);
    } else if (chunk.equals("VP8 ")) { // lossy: a key frame's tag and start code, then the size
      skip(6);
      width = u16() & 0x3FFF;
      height = u16() & 0x3FFF;
    } else if (chunk.equals("VP8L")) { // lossless: 14 bits of width and height less 1, alpha bit
      skip(1);
      long bits = u32();
      width = 1 + (bits & 0x3FFF);
      height = 1 + (bits >> 14 & 0x3FFF);
      alpha = (bits >> 28 & 1) != 0;
    }
    seek(end);
  }

  /**
   * The chunks of an extended WebP file, one of which may be EXIF; each is padded to an even end.
   */
  private void walkWebpChunks(long end) {
    while (in.position() + 8 <= Math.min(end, in.limit())) {
      String type = text(4);
      long length = u32();
      int data = in.position();
      if (data + length > in.limit()) {
        return; // truncated, which the length at the head tells
      }
      if (type.equals("EXIF")) {
        boolean prefixed = length > EXIF.length() && text(EXIF.length()).equals(EXIF);
        readOrientation(prefixed ? in.position() : data, data + (int) length);
      }
      seek(Math.min(data + length + (length & 1), in.limit()));
    }
  }

  /** The header tells where the pixels start; how long they are follows from the size. */
  private void walkBmp() {
    in.order(ByteOrder.LITTLE_ENDIAN);
    seek(10);
    long start = u32();
    boolean old = u32() == 12; // OS/2's header, with 16-bit numbers
    width = old ? u16() : Math.max(0, in.getInt());
    height = old ? u16() : Math.abs((long) in.getInt()); // negative: rows from the top
    skip(2);
    long bits = u16();
    long compression = old ? 0 : u32();
    long size = old ? 0 : u32();
    boolean plain = compression == 0 || compression == 3; // the others are run lengths
    seek(start);
    skip(plain ? (width * bits + 31) / 32 * 4 * height : size);
  }

  /** The first page's directory tells where each strip or tile lies. */
  private void walkTiff() {
    TiffDirectory directory = new TiffDirectory(bytes);
    width = directory.first(TiffDirectory.WIDTH, 0);
    height = directory.first(TiffDirectory.HEIGHT, 0);
    orientation = orientation(directory);
    alpha = true; // whether an extra sample is alpha is left to the decoder
    checkTiffBlocks(
        directory.get(TiffDirectory.STRIP_OFFSETS), directory.get(TiffDirectory.STRIP_BYTE_COUNTS));
    checkTiffBlocks(
        directory.get(TiffDirectory.TILE_OFFSETS), directory.get(TiffDirectory.TILE_BYTE_COUNTS));
  }

  private void checkTiffBlocks(long[] offsets, long[] counts) {
    for (int i = 0; i < Math.min(offsets.length, counts.length); i++) {
      seek(offsets[i] + counts[i]);
    }
  }

  /** Extensions and frames, each a list of sub-blocks, up to the trailer. */
  private void walkGif() {
    in.order(ByteOrder.LITTLE_ENDIAN);
    skip(6);
    width = u16();
    height = u16();
    int flags = u8();
    int background = u8();
    skip(1);
    skipGifColours(flags);
    if ((flags & 0x80) != 0 && background >= 2 << (flags & 7)) {
      bytes = bytes.clone();
      bytes[11] = 0; // no such colour: browsers don't mind, OpenCV refuses the file
    }
    alpha = true;
    while (true) {
      int block = u8();
      if (block == ',') { // a frame: place, colours, code size
        skip(8);
        skipGifColours(u8());
        skip(1);
      } else if (block == '!') { // an extension: its label
        skip(1);
      } else { // the trailer; or nothing a GIF may hold, which the decoder will refuse
        return;
      }
      for (int length = u8(); length > 0; length = u8()) {
        skip(length);
      }
    }
  }

  private void skipGifColours(int flags) {
    if ((flags & 0x80) != 0) {
      skip(3L << ((flags & 7) + 1));
    }
  }

  private int u8() {
    return Byte.toUnsignedInt(in.get());
  }

  private int u16() {
    return Short.toUnsignedInt(in.getShort());
  }

  private long u32() {
    return Integer.toUnsignedLong(in.getInt());
  }

  private String text(int length) {
    byte[] text = new byte[length];
    in.get(text);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private void skip(long count) {
    seek(in.position() + count);
  }

  private void seek(long position) {
    if (position < 0 || position > in.limit()) {
      throw new BufferUnderflowException();
    }
    in.position((int) position);
  }

  private void copy(ByteArrayOutputStream out, int start, int length) {
    if (start + length > bytes.length) {
      throw new BufferUnderflowException();
    }
    out.write(bytes, start, length);
  }
}
