package io.sppdet.image;

import io.sppdet.image.HeifItems.Property;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * HEIC, the photos of iPhones: pictures of HEVC in a HEIF file (ISO 23008-12), one or a grid of
 * tiles. How it stands the file says beside them, so that the orientation in its EXIF means
 * nothing. Transparency, depth and other pictures that belong to it are left out.
 */
final class HeicFile {
  /** Orientations as in EXIF: turned clockwise by 0 to 3 quarters, after it was mirrored or not. */
  private static final int[][] ORIENTATIONS = {{1, 6, 3, 8}, {2, 7, 4, 5}};

  private final ByteCursor in;
  private int width;
  private int height;
  private int left;
  private int top;
  private int quarters;
  private int mirrored;

  private HeicFile(ByteCursor in) {
    this.in = in;
  }

  static void walk(ByteCursor in, FileStructure.Draft draft) {
    try {
      new HeicFile(in).tell(new HeifItems(in), draft);
    } catch (Flaw e) {
      draft.flaw(e);
    }
  }

  private void tell(HeifItems items, FileStructure.Draft draft) throws Flaw {
    int photo = items.primary();
    for (Property property : items.properties(photo)) {
      in.seek(property.start());
      switch (property.type()) {
        case "ispe" -> size();
        case "clap" -> crop();
        case "irot" -> quarters = (quarters - in.u8()) & 3; // counterclockwise in the file
        case "imir" -> mirror(in.u8() & 1);
        default -> {} // colours, depth, pixel aspect
      }
    }
    draft.orientation(OptionalInt.of(ORIENTATIONS[mirrored][quarters]));
    for (int item : items.describing(photo, "Exif")) {
      byte[] bytes = items.bytes(item);
      int start = bytes.length < 4 ? -1 : new ByteCursor(bytes).i32();
      if (start >= 0 && start < bytes.length - 4) {
        draft.exif(Arrays.copyOfRange(bytes, 4 + start, bytes.length), OptionalInt.empty());
      }
    }
    HeicTiles tiles = HeicTiles.of(items, in);
    draft.size(width, height);
    draft.pixels(() -> tiles.ppm(width, height, left, top));
  }

  private void size() throws Flaw {
    in.skip(4);
    width = HeicTiles.side(in.u32());
    height = HeicTiles.side(in.u32());
  }

  /** The part that is to be seen: its size, then how far its centre is from that of the whole. */
  private void crop() throws Flaw {
    if ((quarters | mirrored) != 0) {
      throw Flaw.unknown("it is turned before it is cut");
    }
    int wholeWidth = width;
    int wholeHeight = height;
    width = (int) Math.round(fraction());
    height = (int) Math.round(fraction());
    left = (int) Math.round((wholeWidth - width) / 2.0 + fraction());
    top = (int) Math.round((wholeHeight - height) / 2.0 + fraction());
    boolean inside =
        left >= 0
            && top >= 0
            && left <= (long) wholeWidth - width
            && top <= (long) wholeHeight - height;
    if (width < 1 || height < 1 || !inside) {
      throw Flaw.damage("what is to be seen of it lies outside");
    }
  }

  private double fraction() throws Flaw {
    int over = in.i32();
    int under = in.i32();
    if (under <= 0) {
      throw Flaw.damage("a number divided by " + under);
    }
    return (double) over / under;
  }

  /** At a line that lies (0), which exchanges top and bottom, or at one that stands (1). */
  private void mirror(int axis) {
    quarters = ((axis == 0 ? 2 : 0) - quarters) & 3;
    mirrored ^= 1;
  }
}
