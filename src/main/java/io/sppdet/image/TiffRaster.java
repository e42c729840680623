package io.sppdet.image;

import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Pictures in layouts of TIFF that OpenCV mixes up, or refuses, read by the JDK: grey with alpha,
 * more than four samples a pixel, and 16 bits in a plane a sample.
 */
final class TiffRaster {
  private static final int WHITE = 255;

  private final Raster raster;
  private final double scale;
  private final TiffDirectory directory;

  private TiffRaster(Raster raster, TiffDirectory directory) {
    this.raster = raster;
    this.directory = directory;
    this.scale = directory.first(TiffDirectory.BITS_PER_SAMPLE, 1) == Byte.SIZE ? 1 : 1.0 / 257;
  }

  /** Whether a picture is of these layouts, and of samples that are plain numbers. */
  static boolean reads(TiffDirectory directory) {
    long samples = directory.first(TiffDirectory.SAMPLES_PER_PIXEL, 1);
    long bits = directory.first(TiffDirectory.BITS_PER_SAMPLE, 1);
    boolean planes = directory.first(TiffDirectory.PLANES, 1) == 2;
    for (long each : directory.get(TiffDirectory.BITS_PER_SAMPLE)) {
      if (each != bits) {
        return false;
      }
    }
    boolean plain =
        (bits == Byte.SIZE || bits == Short.SIZE)
            && directory.first(TiffDirectory.SAMPLE_FORMAT, 1) == 1
            && samples >= TiffFile.colours(directory);
    return plain
        && switch ((int) directory.first(TiffDirectory.PHOTOMETRIC, -1)) {
          case TiffFile.WHITE_IS_ZERO, TiffFile.BLACK_IS_ZERO -> samples > 1;
          case TiffFile.RGB -> samples > 4 || (planes && bits == Short.SIZE);
          default -> false;
        };
  }

  /**
   * The picture, with transparent pixels over white, as a file of the plainest format, PPM.
   *
   * @param alphaAt which of a pixel's samples is alpha, unless there is none
   * @throws Flaw if its pixels can't be unpacked
   */
  static byte[] ppm(byte[] file, TiffDirectory directory, Alpha alpha, int alphaAt) throws Flaw {
    ImageReader reader = ImageIO.getImageReadersByFormatName("tiff").next();
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(file))) {
      reader.setInput(in);
      return new TiffRaster(raster(reader), directory).ppm(alpha, alphaAt);
    } catch (IOException e) {
      throw Flaw.damage("its pixels can't be unpacked");
    } finally {
      reader.dispose();
    }
  }

  /** On damaged strips the JDK's decompressors run past their arrays. */
  private static Raster raster(ImageReader reader) throws IOException {
    try {
      return reader.read(0).getRaster();
    } catch (RuntimeException e) {
      throw new IOException(e);
    }
  }

  private byte[] ppm(Alpha alpha, int alphaAt) {
    int colours = TiffFile.colours(directory);
    int width = raster.getWidth();
    Ppm ppm = new Ppm(width, raster.getHeight());
    int[] row = new int[width * raster.getNumBands()];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int from = 0; from < row.length; from += raster.getNumBands()) {
        double opaque = opaque(alpha, row, from + alphaAt);
        for (int channel = 0; channel < 3; channel++) {
          double colour = row[from + (colours == 1 ? 0 : channel)] * scale;
          double share = alpha == Alpha.STRAIGHT ? colour * opaque / WHITE : colour;
          ppm.put(Math.min(Math.round(share + WHITE - opaque), WHITE));
        }
      }
    }
    return ppm.file();
  }

  /** The JDK inverts all samples, alpha too, of pictures in which 0 is white. */
  private double opaque(Alpha alpha, int[] samples, int at) {
    boolean inverted = directory.first(TiffDirectory.PHOTOMETRIC, 0) == TiffFile.WHITE_IS_ZERO;
    if (alpha == Alpha.NONE || (inverted && alpha == Alpha.ASSOCIATED)) {
      return WHITE; // ink that has been multiplied by alpha lies on white already
    }
    return inverted ? WHITE - samples[at] * scale : samples[at] * scale;
  }
}
