package io.sppdet.image;

/** BMP: the header tells where the pixels start; how long they are follows from the size. */
final class BmpFile {
  private BmpFile() {}

  static void walk(ByteCursor in, FileStructure.Draft draft) {
    in.littleEndian();
    in.seek(10);
    long start = in.u32();
    boolean old = in.u32() == 12; // OS/2's header, with 16-bit numbers
    long width = old ? in.u16() : Math.max(0, in.i32());
    long height = old ? in.u16() : Math.abs((long) in.i32()); // negative: rows from the top
    draft.size(width, height);
    in.skip(2);
    long bits = in.u16();
    long compression = old ? 0 : in.u32();
    long size = old ? 0 : in.u32();
    boolean plain = compression == 0 || compression == 3; // the others are run lengths
    in.seek(start);
    in.skip(plain ? (width * bits + 31) / 32 * 4 * height : size);
  }
}
