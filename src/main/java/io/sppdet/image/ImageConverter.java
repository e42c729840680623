package io.sppdet.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_GRAY2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGB2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import io.sppdet.natives.NativeLibraries;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.Java2DFrameConverter;
import org.bytedeco.javacv.OpenCVFrameConverter;
import org.bytedeco.opencv.opencv_core.Mat;

/** Images of Java2D and OpenCV as ours, and back, by JavaCV's converters; the pixels are copied. */
public final class ImageConverter {
  static {
    NativeLibraries.loadOpenCv();
  }

  private ImageConverter() {}

  /**
   * An image of Java2D, of any type; white shows through where it is transparent.
   *
   * @param name what messages and results call it
   */
  public static Image of(String name, BufferedImage image) {
    BufferedImage bgr =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D canvas = bgr.createGraphics();
    canvas.drawImage(image, 0, 0, Color.WHITE, null);
    canvas.dispose();
    try (Java2DFrameConverter java2d = new Java2DFrameConverter();
        OpenCVFrameConverter.ToMat opencv = new OpenCVFrameConverter.ToMat();
        Mat mat = opencv.convert(java2d.convert(bgr))) {
      return of(name, mat);
    }
  }

  /**
   * An image of OpenCV.
   *
   * @param name what messages and results call it
   * @param picture {@code CV_8UC3} in OpenCV's order of colours, as {@code imread} gives it, or
   *     grey, {@code CV_8UC1}; stays open
   * @throws IllegalArgumentException when it is of another type
   */
  public static Image of(String name, Mat picture) {
    boolean grey = picture.type() == CV_8UC1;
    if (!grey && picture.type() != CV_8UC3) {
      throw new IllegalArgumentException("expected CV_8UC3 or CV_8UC1, got " + picture.type());
    }
    byte[] pixels = new byte[3 * picture.rows() * picture.cols()];
    try (Mat rgb = new Mat()) {
      cvtColor(picture, rgb, grey ? COLOR_GRAY2RGB : COLOR_BGR2RGB);
      rgb.data().get(pixels);
    }
    return new Image(name, picture.cols(), picture.rows(), pixels);
  }

  /** As OpenCV has it, {@code CV_8UC3} in the order B, G, R; to be closed. */
  public static Mat mat(Image image) {
    Mat bgr = new Mat(image.height(), image.width(), CV_8UC3);
    try (Mat rgb = new Mat(image.height(), image.width(), CV_8UC3)) {
      rgb.data().put(image.rgb());
      cvtColor(rgb, bgr, COLOR_RGB2BGR);
    }
    return bgr;
  }

  /** As Java2D has it. */
  public static BufferedImage bufferedImage(Image image) {
    try (Mat bgr = mat(image);
        OpenCVFrameConverter.ToMat opencv = new OpenCVFrameConverter.ToMat();
        Java2DFrameConverter java2d = new Java2DFrameConverter()) {
      Frame frame = opencv.convert(bgr);
      return java2d.convert(frame);
    }
  }
}
