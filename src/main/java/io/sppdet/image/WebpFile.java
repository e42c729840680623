package io.sppdet.image;

/** WebP: a RIFF container; the length at its head counts all that follows it. */
final class WebpFile {
  private WebpFile() {}

  static void walk(ByteCursor in, FileStructure.Draft draft) {
    in.littleEndian();
    in.skip(4);
    long end = 8 + in.u32();
    in.skip(4);
    String chunk = in.text(4);
    in.skip(4);
    if (chunk.equals("VP8X")) { // extended: flags, then the size of the canvas less 1
      draft.alpha((in.u8() & 0x10) == 0 ? Alpha.NONE : Alpha.STRAIGHT);
      in.skip(3);
      draft.size(1L + (in.u16() | in.u8() << 16), 1L + (in.u16() | in.u8() << 16));
      walkChunks(in, end, draft);
    } else if (chunk.equals("VP8 ")) { // lossy: a key frame's tag and start code, then the size
      in.skip(6);
      draft.size(in.u16() & 0x3FFF, in.u16() & 0x3FFF);
    } else if (chunk.equals("VP8L")) { // lossless: 14 bits of width and height less 1, alpha bit
      in.skip(1);
      long bits = in.u32();
      draft.size(1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF));
      draft.alpha((bits >> 28 & 1) == 0 ? Alpha.NONE : Alpha.STRAIGHT);
    }
    in.seek(end);
  }

  /** The chunks of an extended file, one of which may be EXIF; each is padded to an even end. */
  private static void walkChunks(ByteCursor in, long end, FileStructure.Draft draft) {
    while (in.position() + 8 <= Math.min(end, (long) in.position() + in.remaining())) {
      String type = in.text(4);
      long length = in.u32();
      int data = in.position();
      if (length > in.remaining()) {
        return; // truncated, which the length at the head tells
      }
      if (type.equals("EXIF")) {
        draft.exif(Exif.block(in.bytes(), data, data + (int) length));
      }
      in.skip(Math.min(length + (length & 1), in.remaining()));
    }
  }
}
