package io.sppdet.image;

/**
 * Resizes an image by linear interpolation between the centres of its pixels, beyond the outermost
 * of which all is as they are. Weights have {@link #BITS} binary digits.
 */
final class LinearInterpolation {
  private static final int BITS = 11;
  private static final int ONE = 1 << BITS;

  private LinearInterpolation() {}

  /** The new pixels, as {@link Image#rgb}. */
  static byte[] resize(Image image, int width, int height) {
    Side across = Side.of(image.width(), width);
    Side down = Side.of(image.height(), height);
    byte[] resized = new byte[3 * width * height];
    int[] upper = new int[3 * width];
    int[] lower = new int[3 * width];
    int[] sums = new int[3 * width];
    int upperRow = -1;
    int lowerRow = -1;
    for (int y = 0; y < height; y++) {
      int row = down.first()[y];
      int below = Math.min(row + 1, image.height() - 1);
      if (row != upperRow) {
        if (row == lowerRow) {
          int[] free = upper;
          upper = lower;
          lower = free;
          lowerRow = -1;
        } else {
          across.interpolate(image, row, upper);
        }
        upperRow = row;
      }
      if (below != lowerRow) {
        across.interpolate(image, below, lower);
        lowerRow = below;
      }
      blend(upper, lower, down.weight()[y], sums);
      int at = 3 * y * width;
      for (int i = 0; i < sums.length; i++) {
        resized[at + i] = (byte) (sums[i] >> (2 * BITS));
      }
    }
    return resized;
  }

  private static void blend(int[] upper, int[] lower, int weight, int[] sums) {
    int rest = ONE - weight;
    for (int i = 0; i < sums.length; i++) {
      sums[i] = rest * upper[i] + weight * lower[i] + (1 << (2 * BITS - 1));
    }
  }

  /**
   * The new pixels along a side.
   *
   * @param first the old pixel whose centre is the last before a new one's
   * @param weight of the old pixel after it, of {@link #ONE}
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Side(int[] first, int[] weight) {
    static Side of(int from, int to) {
      int[] first = new int[to];
      int[] weight = new int[to];
      for (int i = 0; i < to; i++) {
        long place = (2L * i + 1) * from - to; // of the centre, from the first old one's on
        long scaled = Math.floorDiv(place * ONE + to, 2L * to);
        long inside = Math.max(0, Math.min(scaled, (long) ONE * (from - 1)));
        first[i] = (int) (inside >> BITS);
        weight[i] = (int) (inside & (ONE - 1));
      }
      return new Side(first, weight);
    }

    /** A row, {@link #ONE} times as bright. */
    void interpolate(Image image, int row, int[] to) {
      byte[] rgb = image.rgb();
      int start = 3 * row * image.width();
      int end = start + 3 * (image.width() - 1);
      for (int x = 0; x < first.length; x++) {
        int left = start + 3 * first[x];
        int right = Math.min(left + 3, end);
        int w = weight[x];
        for (int c = 0; c < 3; c++) {
          to[3 * x + c] = (ONE - w) * (rgb[left + c] & 0xFF) + w * (rgb[right + c] & 0xFF);
        }
      }
    }
  }
}
