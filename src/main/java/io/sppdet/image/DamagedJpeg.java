package io.sppdet.image;

import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * What is left of a damaged JPEG file, grey where nothing is. The JDK reads it, with a libjpeg that
 * prints nothing.
 */
final class DamagedJpeg {
  private DamagedJpeg() {}

  /**
   * Decodes what there is.
   *
   * @param flaw what was found
   * @return the picture as stored, as a PPM file
   * @throws Flaw what was found, if nothing can be read, or colours other than grey and RGB
   */
  static byte[] ppm(byte[] file, Flaw flaw) throws Flaw {
    ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(file))) {
      reader.setInput(in, true, true);
      return ppm(reader.read(0).getRaster(), flaw);
    } catch (IOException | RuntimeException e) { // the JDK's reader throws many
      flaw.addSuppressed(e);
      throw flaw;
    } finally {
      reader.dispose();
    }
  }

  private static byte[] ppm(Raster raster, Flaw flaw) throws Flaw {
    int bands = raster.getNumBands();
    if (bands != 1 && bands != 3) {
      throw flaw;
    }
    Ppm ppm = new Ppm(raster.getWidth(), raster.getHeight());
    int[] row = new int[raster.getWidth() * bands];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(0, y, raster.getWidth(), 1, row);
      for (int sample : row) {
        for (int i = 0; i < 3 / bands; i++) { // grey three times
          ppm.put(sample);
        }
      }
    }
    return ppm.file();
  }
}
