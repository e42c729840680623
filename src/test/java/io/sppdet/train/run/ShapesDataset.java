package io.sppdet.train.run;

import io.sppdet.dataset.LabelledImage;
import io.sppdet.dataset.VocDataset;
import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import io.sppdet.image.ImageWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A data set in VOC layout: a red rectangle and a green disc on grey noise in every picture. */
public final class ShapesDataset {
  public static final int WIDTH = 160;
  public static final int HEIGHT = 120;

  private ShapesDataset() {}

  /** Writes the data set with all its images in the split "train" and gives that split. */
  public static List<LabelledImage> write(Path folder, int images, long seed) throws IOException {
    for (String name : List.of("JPEGImages", "Annotations", "ImageSets/Main")) {
      Files.createDirectories(folder.resolve(name));
    }
    Random random = new Random(seed);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      String id = String.format("%03d", i);
      Box rectangle = square(random, 0);
      Box disc = square(random, WIDTH / 2);
      writePicture(folder.resolve("JPEGImages").resolve(id + ".png"), rectangle, disc, random);
      Files.writeString(
          folder.resolve("Annotations").resolve(id + ".xml"),
          "<annotation>" + object("rectangle", rectangle) + object("disc", disc) + "</annotation>");
      ids.add(id);
    }
    Files.write(folder.resolve("ImageSets/Main/train.txt"), ids);
    return VocDataset.open(folder).split("train");
  }

  /** A square inside the half of the picture that begins at a column. */
  private static Box square(Random random, int left) {
    int side = 40 + random.nextInt(30);
    int x = left + random.nextInt(WIDTH / 2 - side);
    int y = random.nextInt(HEIGHT - side);
    return new Box(x, y, x + side, y + side);
  }

  static void writePicture(Path file, Box rectangle, Box disc, Random random) {
    byte[] rgb = new byte[3 * WIDTH * HEIGHT];
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        double toCentre =
            Math.hypot(
                x + 0.5 - (disc.x1() + disc.x2()) / 2, y + 0.5 - (disc.y1() + disc.y2()) / 2);
        boolean inRectangle =
            x >= rectangle.x1() && x < rectangle.x2() && y >= rectangle.y1() && y < rectangle.y2();
        int noise = random.nextInt(20);
        int i = 3 * (y * WIDTH + x);
        rgb[i] = (byte) (noise + (inRectangle ? 220 : 90));
        rgb[i + 1] = (byte) (noise + (toCentre < disc.width() / 2 ? 210 : 80));
        rgb[i + 2] = (byte) (noise + 85);
      }
    }
    new ImageWriter().write(new Image("shapes", WIDTH, HEIGHT, rgb), file);
  }

  private static String object(String label, Box box) {
    return "<object><name>%s</name><bndbox><xmin>%d</xmin><ymin>%d</ymin><xmax>%d</xmax><ymax>%d</ymax></bndbox></object>"
        .formatted(label, (int) box.x1() + 1, (int) box.y1() + 1, (int) box.x2(), (int) box.y2());
  }
}
