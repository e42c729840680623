import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;

/** Makes many small photos of a few: scaled to a longest side of 320 pixels, each cut differently. */
class Photos {
  private static final int LONGEST = 320;
  private static final int STEPS = 24;

  /** Arguments: folder of the samples, folder to fill, number of photos. */
  public static void main(String[] args) throws IOException {
    File[] samples = new File(args[0]).listFiles((dir, name) -> name.endsWith(".jpg"));
    Arrays.sort(samples);
    List<BufferedImage> scaled = new ArrayList<>();
    for (File sample : samples) {
      scaled.add(scale(ImageIO.read(sample)));
    }
    int count = Integer.parseInt(args[2]);
    for (int i = 0; i < count; i++) {
      BufferedImage whole = scaled.get(i % scaled.size());
      int cut = i / scaled.size();
      int left = cut % STEPS;
      int top = cut / STEPS % STEPS;
      int right = cut / (STEPS * STEPS) % STEPS;
      BufferedImage part =
          whole.getSubimage(
              left, top, whole.getWidth() - left - right, whole.getHeight() - top);
      String name = String.format("%05d %s", i, samples[i % samples.length].getName());
      ImageIO.write(part, "jpg", new File(args[1], name));
    }
  }

  private static BufferedImage scale(BufferedImage photo) {
    double ratio = (double) LONGEST / Math.max(photo.getWidth(), photo.getHeight());
    int width = (int) Math.round(ratio * photo.getWidth());
    int height = (int) Math.round(ratio * photo.getHeight());
    BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = small.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(photo, 0, 0, width, height, null);
    graphics.dispose();
    return small;
  }
}
