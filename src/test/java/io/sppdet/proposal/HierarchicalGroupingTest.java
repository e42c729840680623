package io.sppdet.proposal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Against the paper's algorithm written down plainly: sets of pixels, all pairs, every time. */
class HierarchicalGroupingTest {
  private static final int SIDE = 40;
  private static final String WHOLE = Arrays.toString(new int[] {0, 0, SIDE, SIDE});

  /** A region of the plain algorithm, with its pixels. */
  private record Plain(List<Integer> pixels) {
    int[] box() {
      return new int[] {
        pixels.stream().mapToInt(p -> p % SIDE).min().orElseThrow(),
        pixels.stream().mapToInt(p -> p / SIDE).min().orElseThrow(),
        pixels.stream().mapToInt(p -> p % SIDE).max().orElseThrow() + 1,
        pixels.stream().mapToInt(p -> p / SIDE).max().orElseThrow() + 1
      };
    }

    boolean touches(Plain other) {
      return pixels.stream()
          .anyMatch(p -> other.pixels.stream().anyMatch(q -> beside(p, q) || beside(q, p)));
    }

    /** Whether p is left of, above, or left above q, none of them on the border before. */
    private static boolean beside(int p, int q) {
      int x = q % SIDE;
      int y = q / SIDE;
      return x > 0 && y > 0 && (p == q - 1 || p == q - SIDE || p == q - SIDE - 1);
    }

    Plain with(Plain other) {
      List<Integer> all = new ArrayList<>(pixels);
      all.addAll(other.pixels);
      return new Plain(all);
    }
  }

  private final byte[] colours = new byte[3 * SIDE * SIDE];
  private final List<byte[]> texture = new ArrayList<>();

  /** Cells of Voronoi around random points: hardly two of one size, hardly two pairs alike. */
  private Segmentation patches(Random random, int cells) {
    random.nextBytes(colours);
    texture.clear();
    for (int m = 0; m < 12; m++) {
      byte[] map = new byte[SIDE * SIDE];
      for (int p = 0; p < map.length; p++) {
        map[p] = (byte) random.nextInt(19);
      }
      texture.add(map);
    }
    int[] centres = random.ints(0, SIDE * SIDE).distinct().limit(cells).toArray();
    int[] labels =
        IntStream.range(0, SIDE * SIDE)
            .map(
                p ->
                    IntStream.range(0, cells)
                        .boxed()
                        .min(Comparator.comparingDouble(c -> distance(p, centres[c])))
                        .orElseThrow())
            .toArray();
    return new Segmentation(SIDE, SIDE, cells, labels);
  }

  private static double distance(int p, int q) {
    return Math.hypot(p % SIDE - q % SIDE, p / SIDE - q / SIDE);
  }

  private double similarity(Plain a, Plain b, Similarity wanted) {
    double sum = 0;
    if (wanted.colour()) {
      double[] one = colourHistogram(a);
      double[] two = colourHistogram(b);
      sum += IntStream.range(0, one.length).mapToDouble(i -> Math.min(one[i], two[i])).sum();
    }
    if (wanted.texture()) {
      double[] one = textureHistogram(a);
      double[] two = textureHistogram(b);
      sum += IntStream.range(0, one.length).mapToDouble(i -> Math.min(one[i], two[i])).sum();
    }
    int size = a.pixels().size() + b.pixels().size();
    int[] box = a.with(b).box();
    if (wanted.size()) {
      sum += 1 - (double) size / (SIDE * SIDE);
    }
    if (wanted.fill()) {
      sum += 1 - (double) ((box[2] - box[0]) * (box[3] - box[1]) - size) / (SIDE * SIDE);
    }
    return sum;
  }

  private double[] colourHistogram(Plain region) {
    double[] histogram = new double[75];
    for (int p : region.pixels()) {
      for (int c = 0; c < 3; c++) {
        histogram[25 * c + (int) ((colours[3 * p + c] & 0xFF) / 256.0 * 25)]++;
      }
    }
    return Arrays.stream(histogram).map(v -> v / (3.0 * region.pixels().size())).toArray();
  }

  /** Ten bins of each map's negative part and ten of its positive one. */
  private double[] textureHistogram(Plain region) {
    double[] histogram = new double[240];
    for (int p : region.pixels()) {
      for (int m = 0; m < 12; m++) {
        int number = texture.get(m)[p];
        histogram[20 * m + Math.min(number, 9)]++;
        histogram[20 * m + 10 + Math.max(number - 9, 0)]++;
      }
    }
    return Arrays.stream(histogram).map(v -> v / (24.0 * region.pixels().size())).toArray();
  }

  private List<String> plainly(Segmentation segmentation, Similarity wanted) {
    List<Plain> regions = new ArrayList<>();
    for (int r = 0; r < segmentation.regions(); r++) {
      int label = r;
      regions.add(
          new Plain(
              IntStream.range(0, SIDE * SIDE)
                  .filter(p -> segmentation.labels()[p] == label)
                  .boxed()
                  .toList()));
    }
    List<String> boxes = new ArrayList<>();
    regions.forEach(region -> boxes.add(Arrays.toString(region.box())));
    while (true) {
      Plain first = null;
      Plain second = null;
      double most = -1;
      for (Plain a : regions) {
        for (Plain b : regions.subList(regions.indexOf(a) + 1, regions.size())) {
          if (a.touches(b)) {
            double similarity = similarity(a, b, wanted);
            if (similarity > most) {
              most = similarity;
              first = a;
              second = b;
            }
          }
        }
      }
      if (first == null) {
        return boxes;
      }
      regions.remove(first);
      regions.remove(second);
      regions.add(first.with(second));
      boxes.add(Arrays.toString(first.with(second).box()));
    }
  }

  @Property(tries = 6)
  void groupsAsThePaperSays(@ForAll long seed, @ForAll @IntRange(min = 1, max = 25) int cells) {
    Segmentation segmentation = patches(new Random(seed), cells);
    Regions regions = regions(segmentation);
    for (Similarity wanted : List.of(Similarity.ALL, Similarity.WITHOUT_COLOUR)) {
      assertEquals(
          plainly(segmentation, wanted), strings(HierarchicalGrouping.boxes(regions, wanted)));
    }
  }

  private Regions regions(Segmentation segmentation) {
    List<byte[]> planes = new ArrayList<>();
    for (int channel = 0; channel < 3; channel++) {
      byte[] plane = new byte[SIDE * SIDE];
      for (int p = 0; p < plane.length; p++) {
        plane[p] = colours[3 * p + channel];
      }
      planes.add(plane);
    }
    ColourBins colour = new ColourBins(new Planes(SIDE, SIDE, planes));
    Overlay overlay = Overlay.of(List.of(segmentation, halves(), segmentation));
    Parts parts = new Parts(overlay.parts(), colour, new TextureBins(texture));
    return parts.regions(overlay.regionOf().get(2));
  }

  /** Another segmentation, so that regions are made of parts. */
  private static Segmentation halves() {
    return new Segmentation(
        SIDE, SIDE, 2, IntStream.range(0, SIDE * SIDE).map(p -> p % SIDE < 17 ? 0 : 1).toArray());
  }

  private static List<String> strings(int[] boxes) {
    return IntStream.range(0, boxes.length / 4)
        .mapToObj(i -> Arrays.toString(Arrays.copyOfRange(boxes, 4 * i, 4 * i + 4)))
        .toList();
  }

  /** n regions become 2n − 1, the last of them the whole image, whatever they are joined by. */
  @Test
  void endsWithTheWholeImage() {
    Regions regions = regions(patches(new Random(2), 64));
    for (Similarity wanted : Strategy.QUALITY.similarities()) {
      List<String> boxes = strings(HierarchicalGrouping.boxes(regions, wanted));
      assertEquals(2 * 64 - 1, boxes.size());
      assertEquals(WHOLE, boxes.get(boxes.size() - 1));
    }
  }

  @Test
  void oneRegionIsItsOnlyBox() {
    Regions regions = regions(patches(new Random(3), 1));
    assertEquals(List.of(WHOLE), strings(HierarchicalGrouping.boxes(regions, Similarity.ALL)));
  }
}
