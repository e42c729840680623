package io.sppdet.image;

import io.sppdet.image.HeifItems.Property;
import io.sppdet.video.HevcDecoder;
import io.sppdet.video.HevcDecoder.Colours;
import io.sppdet.video.HevcDecoder.Picture;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The pictures that a photo in a HEIC file is made of: itself, or a grid of tiles of one size, of
 * which the last of a row and of a column may reach beyond it.
 *
 * @param items of the file
 * @param in the file
 * @param tiles their items, row by row
 * @param columns tiles in a row
 * @param tileWidth of each
 * @param tileHeight of each
 * @param colours how they are to be read; null for what each says itself
 */
record HeicTiles(
    HeifItems items,
    ByteCursor in,
    List<Integer> tiles,
    int columns,
    int tileWidth,
    int tileHeight,
    Colours colours) {
  private static final Set<String> CHANGING = Set.of("clap", "irot", "imir");

  /** Coded sides are multiples of up to this. */
  private static final long BLOCK = 64;

  /** Where a description tells how many bytes the length of a unit has. */
  private static final int LENGTH_BYTES = 21;

  private static final long LONGEST_SIDE = Integer.MAX_VALUE / 2;

  /** Of the file's photo, checked before any is decoded. */
  static HeicTiles of(HeifItems items, ByteCursor in) throws Flaw {
    int photo = items.primary();
    boolean grid = items.type(photo).equals("grid");
    List<Integer> tiles = grid ? items.references("dimg", photo) : List.of(photo);
    int[] size = tiles.isEmpty() ? new int[2] : size(items, in, tiles.get(0));
    int columns = 1;
    if (grid) {
      ByteCursor layout = new ByteCursor(items.bytes(photo));
      layout.skip(1);
      int bytes = (layout.u8() & 1) == 0 ? 2 : 4;
      int rows = layout.u8() + 1;
      columns = layout.u8() + 1;
      int width = side(layout.number(bytes));
      int height = side(layout.number(bytes));
      boolean covered = isCovered(width, columns, size[0]) && isCovered(height, rows, size[1]);
      if (tiles.size() != rows * columns || !covered) {
        throw Flaw.damage(
            "%d tiles of %d x %d for a grid of %d x %d, %d x %d pixels"
                .formatted(tiles.size(), size[0], size[1], columns, rows, width, height));
      }
      for (int tile : tiles) {
        checkTile(items, in, tile, size);
      }
    }
    return new HeicTiles(items, in, tiles, columns, size[0], size[1], colours(items, in, photo));
  }

  /** All of a side, and no tile beyond it. */
  private static boolean isCovered(int side, int count, int tile) {
    return (long) count * tile >= side && (count - 1L) * tile < side;
  }

  private static void checkTile(HeifItems items, ByteCursor in, int tile, int[] size) throws Flaw {
    if (!Arrays.equals(size, size(items, in, tile))) {
      throw Flaw.unknown("its tiles are of several sizes");
    }
    for (Property property : items.properties(tile)) {
      if (CHANGING.contains(property.type())) {
        throw Flaw.unknown("its tiles are turned or cut");
      }
    }
  }

  /** Width and height that an item says it has; 0 of one that says nothing. */
  private static int[] size(HeifItems items, ByteCursor in, int item) throws Flaw {
    int[] size = new int[2];
    for (Property property : items.properties(item)) {
      if (property.type().equals("ispe")) {
        in.seek(property.start() + 4L);
        size = new int[] {side(in.u32()), side(in.u32())};
      }
    }
    return size;
  }

  /** A side that can be computed with. */
  static int side(long pixels) throws Flaw {
    if (pixels < 1 || pixels > LONGEST_SIDE) {
      throw Flaw.damage("a side of %,d pixels".formatted(pixels));
    }
    return (int) pixels;
  }

  private static Colours colours(HeifItems items, ByteCursor in, int photo) throws Flaw {
    for (Property property : items.properties(photo)) {
      in.seek(property.start());
      if (property.type().equals("colr") && in.text(4).equals("nclx")) {
        in.skip(4); // primaries and gamma, which are not looked at in other formats either
        return new Colours(in.u16(), (in.u8() & 0x80) != 0);
      }
    }
    return null;
  }

  /**
   * Decodes all and lays them side by side.
   *
   * @param width of the part of the photo that is to be seen
   * @param height of that part
   * @param left where it begins
   * @param top where it begins
   * @return a PPM file
   * @throws Flaw for a picture that can't be decoded in full
   */
  byte[] ppm(int width, int height, int left, int top) throws Flaw {
    Ppm ppm = new Ppm(width, height);
    byte[] described = null;
    HevcDecoder decoder = null;
    try {
      for (int i = 0; i < tiles.size(); i++) {
        byte[] configuration = configuration(tiles.get(i));
        byte[] coded = items.bytes(tiles.get(i));
        checkUnits(coded, 1 + (configuration[LENGTH_BYTES] & 3));
        if (!Arrays.equals(configuration, described)) { // mostly one for all
          if (decoder != null) {
            decoder.close();
          }
          decoder = new HevcDecoder(configuration, (tileWidth + BLOCK) * (tileHeight + BLOCK));
          described = configuration;
        }
        Picture picture = decode(decoder, coded);
        int x = i % columns * tileWidth - left;
        ppm.lay(picture.rgb(), tileWidth, x, i / columns * tileHeight - top);
      }
    } finally {
      if (decoder != null) {
        decoder.close();
      }
    }
    return ppm.file();
  }

  /**
   * Looks through the units of a picture, each behind its length: three bytes 0, 0, and 0 to 2 are
   * never in one, as they would begin the next in a stream. The decoder takes them for a part of
   * the picture.
   */
  private static void checkUnits(byte[] coded, int lengthBytes) throws Flaw {
    ByteCursor in = new ByteCursor(coded);
    while (in.remaining() > 0) {
      long length = in.remaining() < lengthBytes ? -1 : in.number(lengthBytes);
      if (length < 1 || length > in.remaining()) {
        throw Flaw.damage("a part of its picture is of no length that can be");
      }
      int end = in.position() + (int) length;
      int zeros = 0;
      for (int i = in.position(); i < end; i++) {
        if (zeros >= 2 && coded[i] >= 0 && coded[i] <= 2) {
          throw Flaw.damage("bytes that no picture holds");
        }
        zeros = coded[i] == 0 ? zeros + 1 : 0;
      }
      in.skip(length);
    }
  }

  private Picture decode(HevcDecoder decoder, byte[] coded) throws Flaw {
    Picture picture =
        decoder
            .decode(coded, colours)
            .orElseThrow(() -> Flaw.damage("its picture can't be decoded in full"));
    if (picture.width() != tileWidth || picture.height() != tileHeight) {
      throw Flaw.damage(
          "it says %d x %d, its picture is %d x %d"
              .formatted(tileWidth, tileHeight, picture.width(), picture.height()));
    }
    return picture;
  }

  private byte[] configuration(int tile) throws Flaw {
    String type = items.type(tile);
    for (Property property : items.properties(tile)) {
      boolean whole = property.end() - property.start() > LENGTH_BYTES;
      if (type.equals("hvc1") && property.type().equals("hvcC") && whole) {
        return Arrays.copyOfRange(in.bytes(), property.start(), property.end());
      }
    }
    throw type.equals("hvc1")
        ? Flaw.damage("its picture lacks a description")
        : Flaw.unknown("its picture is of kind " + type);
  }
}
