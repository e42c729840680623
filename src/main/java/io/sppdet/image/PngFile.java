package io.sppdet.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * PNG: chunks (length, type, data, checksum) up to IEND. Those that decide on the pixels are kept
 * for the decoder, which only warns about others.
 */
final class PngFile {
  private static final int SIGNATURE_BYTES = 8;

  private final ByteCursor in;
  private final FileStructure.Draft draft;

  /** Signature and chunks before the pixels. */
  private final ByteArrayOutputStream head = new ByteArrayOutputStream();

  private final List<ByteBuffer> packed = new ArrayList<>();
  private PngHeader header;
  private int paletteColours;

  private PngFile(ByteCursor in, FileStructure.Draft draft) {
    this.in = in;
    this.draft = draft;
  }

  static void walk(ByteCursor in, FileStructure.Draft draft) {
    PngFile file = new PngFile(in, draft);
    draft.pixels(file::sound);
    try {
      file.walk();
    } catch (Flaw e) {
      draft.flaw(e);
    }
  }

  private void walk() throws Flaw {
    in.skip(SIGNATURE_BYTES);
    head.write(in.bytes(), 0, SIGNATURE_BYTES);
    String type = "";
    while (!type.equals("IEND")) {
      long length = in.u32();
      type = in.text(4);
      int data = in.position();
      in.skip(length);
      in.skip(4);
      walkChunk(type, data, (int) length);
    }
  }

  private void walkChunk(String type, int data, int length) throws Flaw {
    switch (type) {
      case "IHDR" -> walkHeader(data, length);
      case "PLTE" -> {
        check(data, length);
        if (header != null && header.colour() == PngHeader.PALETTE) { // else a mere hint
          paletteColours = length / 3;
          keep(data, length);
        }
      }
      case "tRNS" -> {
        check(data, length);
        if (packed.isEmpty() && header != null) {
          walkTransparency(data, length);
        }
      }
      case "eXIf" -> {
        check(data, length);
        draft.exif(Exif.block(in.bytes(), data, data + length));
      }
      case "IDAT" -> {
        check(data, length);
        packed.add(ByteBuffer.wrap(in.bytes(), data, length).slice());
      }
      default -> {}
    }
  }

  private void walkHeader(int data, int length) throws Flaw {
    check(data, length);
    if (header != null) {
      throw Flaw.damage("it tells its size twice");
    }
    if (length != PngHeader.BYTES) {
      throw Flaw.damage("its header makes no sense");
    }
    ByteCursor chunk = new ByteCursor(in.bytes());
    chunk.seek(data);
    header = PngHeader.read(chunk);
    draft.size(header.width(), header.height());
    draft.alpha(header.hasAlpha() ? Alpha.STRAIGHT : Alpha.NONE);
    keep(data, length);
  }

  /** An alpha for each colour of a palette, or the one colour that is transparent. */
  private void walkTransparency(int data, int length) {
    if (header.colour() == PngHeader.PALETTE) {
      if (length <= paletteColours) {
        draft.alpha(Alpha.STRAIGHT);
        keep(data, length);
      }
      return;
    }
    int samples = header.colour() == PngHeader.GREY ? 1 : 3;
    if (!header.hasAlpha() && length == 2 * samples) {
      ByteCursor chunk = new ByteCursor(in.bytes());
      chunk.seek(data);
      int[] colour = new int[samples];
      for (int i = 0; i < samples; i++) {
        int most = (1 << header.bits()) - 1;
        int sample = chunk.u16() & most; // the other bits mean nothing
        colour[i] = header.bits() < Byte.SIZE ? sample * 255 / most : sample; // as decoded
      }
      draft.transparent(colour);
    }
  }

  /** The checksum is over type and data. */
  private void check(int data, int length) throws Flaw {
    CRC32 crc = new CRC32();
    crc.update(in.bytes(), data - 4, length + 4);
    if (crc.getValue()
        != Integer.toUnsignedLong(ByteBuffer.wrap(in.bytes()).getInt(data + length))) {
      throw Flaw.damage("wrong checksum");
    }
  }

  private void keep(int data, int length) {
    head.write(in.bytes(), data - 8, length + 12);
  }

  private byte[] sound() throws Flaw {
    ByteArrayOutputStream file = new ByteArrayOutputStream(in.bytes().length);
    file.writeBytes(head.toByteArray());
    PngPixels pixels = new PngPixels(header);
    if (pixels.endWithTheirData(packed)) {
      packed.forEach(data -> writeChunk(file, "IDAT", data));
    } else {
      writeChunk(file, "IDAT", ByteBuffer.wrap(pixels.packAgain(packed)));
    }
    writeChunk(file, "IEND", ByteBuffer.allocate(0));
    return file.toByteArray();
  }

  private static void writeChunk(ByteArrayOutputStream file, String type, ByteBuffer data) {
    byte[] body =
        ByteBuffer.allocate(4 + data.remaining())
            .put(type.getBytes(StandardCharsets.US_ASCII))
            .put(data.duplicate())
            .array();
    CRC32 crc = new CRC32();
    crc.update(body);
    file.writeBytes(ByteBuffer.allocate(4).putInt(body.length - 4).array());
    file.writeBytes(body);
    file.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }
}
