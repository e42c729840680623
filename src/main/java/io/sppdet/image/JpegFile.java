package io.sppdet.image;

/**
 * JPEG: markers, each but a few with a segment behind it. The header, up to the first scan, tells
 * the size, and the first EXIF block that tells an orientation counts. Thumbnails lie inside
 * segments and further pictures behind the first one's end, so they are never looked at.
 */
final class JpegFile {
  private JpegFile() {}

  static void walk(ByteCursor in, FileStructure.Draft draft) {
    byte[] file = in.bytes();
    draft.pixels(() -> new JpegPixels(file).sound());
    in.skip(2);
    boolean sized = false;
    while (true) {
      int marker = JpegMarker.next(in);
      if (marker == JpegMarker.SOS) {
        return;
      } else if (marker == JpegMarker.EOI) {
        if (sized) {
          draft.flaw(Flaw.damage("it holds no pixels"));
        }
        return;
      } else if (JpegMarker.isAlone(marker)) {
        continue;
      }
      int end = JpegMarker.segmentEnd(in);
      if (JpegMarker.isFrame(marker)) {
        if (sized) {
          draft.flaw(Flaw.damage("it tells its size twice"));
          return;
        }
        in.skip(1); // bits a sample
        int height = in.u16();
        draft.size(in.u16(), height);
        sized = true;
      } else if (marker == JpegMarker.APP1 && Exif.isAt(file, in.position(), end)) {
        draft.exif(Exif.block(file, in.position(), end));
      }
      in.seek(end);
    }
  }
}
