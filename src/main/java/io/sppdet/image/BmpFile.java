package io.sppdet.image;

/** BMP: the header tells where the pixels start; how long they are follows from the size. */
final class BmpFile {
  private static final int HEADER = 14;
  private static final int MASKS = HEADER + 40;
  private static final int RLE8 = 1;
  private static final int RLE4 = 2;
  private static final int FIELDS = 3;
  private static final int ALPHA_FIELDS = 6;

  /** From this many bytes on, a header holds a mask of alpha, too. */
  private static final int WITH_ALPHA = 56;

  private BmpFile() {}

  static void walk(ByteCursor in, FileStructure.Draft draft) {
    in.littleEndian();
    in.seek(10);
    long start = in.u32();
    long header = in.u32();
    boolean old = header == 12; // OS/2's header, with 16-bit numbers
    long width = old ? in.u16() : Math.max(0, in.i32());
    int rows = old ? in.u16() : in.i32(); // negative: from the top
    long height = Math.abs((long) rows);
    draft.size(width, height);
    in.skip(2);
    int bits = in.u16();
    long compression = old ? 0 : in.u32();
    long size = old ? 0 : in.u32();
    boolean packed = compression == RLE8 || compression == RLE4;
    if ((compression == FIELDS || compression == ALPHA_FIELDS) && (bits == 16 || bits == 32)) {
      in.seek(MASKS);
      boolean alpha = header >= WITH_ALPHA || compression == ALPHA_FIELDS;
      BmpFields fields = BmpFields.read(in, bits, alpha);
      if (!fields.areUsual()) {
        byte[] file = in.bytes();
        draft.pixels(() -> fields.ppm(file, (int) start, (int) width, rows));
      }
    }
    in.seek(start);
    in.skip(packed ? size : (width * bits + 31) / 32 * 4 * height);
  }
}
