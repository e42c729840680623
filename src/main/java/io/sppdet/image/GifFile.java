package io.sppdet.image;

/** GIF89a: extensions and frames, each a list of sub-blocks, up to the trailer. */
final class GifFile {
  private static final int BACKGROUND = 11;

  private GifFile() {}

  static void walk(ByteCursor in, FileStructure.Draft draft) {
    in.littleEndian();
    in.skip(6);
    draft.size(in.u16(), in.u16());
    draft.alpha(Alpha.STRAIGHT);
    int flags = in.u8();
    int background = in.u8();
    in.skip(1);
    skipColours(in, flags);
    if ((flags & 0x80) != 0 && background >= 2 << (flags & 7)) {
      byte[] mended = in.bytes().clone();
      mended[BACKGROUND] = 0; // no such colour: browsers don't mind, OpenCV refuses the file
      draft.pixels(() -> mended);
    }
    while (true) {
      int block = in.u8();
      if (block == ',') { // a frame: place, colours, code size
        in.skip(8);
        skipColours(in, in.u8());
        in.skip(1);
      } else if (block == '!') { // an extension: its label
        in.skip(1);
      } else { // the trailer; or nothing a GIF may hold, which the decoder will refuse
        return;
      }
      for (int length = in.u8(); length > 0; length = in.u8()) {
        in.skip(length);
      }
    }
  }

  private static void skipColours(ByteCursor in, int flags) {
    if ((flags & 0x80) != 0) {
      in.skip(3L << ((flags & 7) + 1));
    }
  }
}
