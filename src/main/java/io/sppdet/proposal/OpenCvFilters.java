package io.sppdet.proposal;

import static org.bytedeco.opencv.global.opencv_core.CV_16S;
import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.extractChannel;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGB2Lab;
import static org.bytedeco.opencv.global.opencv_imgproc.GaussianBlur;
import static org.bytedeco.opencv.global.opencv_imgproc.Scharr;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.getRotationMatrix2D;
import static org.bytedeco.opencv.global.opencv_imgproc.warpAffine;

import io.sppdet.image.Image;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.indexer.DoubleIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point2f;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.RotatedRect;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_core.Size2f;

/** The filters that OpenCV's selective search applies, in its floating-point numbers. */
final class OpenCvFilters {
  private static final double SIGMA = 0.8;

  private OpenCvFilters() {}

  /** The image in Lab, which our own integers round otherwise. */
  @SuppressWarnings("try") // the scope closes all native memory below it, nobody needs its name
  static Planes lab(Image image) {
    List<byte[]> planes = new ArrayList<>();
    try (PointerScope scope = new PointerScope()) {
      Mat rgb = new Mat(image.height(), image.width(), CV_8UC3, new BytePointer(image.rgb()));
      Mat lab = new Mat();
      cvtColor(rgb, lab, COLOR_RGB2Lab);
      for (int channel = 0; channel < 3; channel++) {
        Mat plane = new Mat();
        extractChannel(lab, plane, channel);
        byte[] values = new byte[image.width() * image.height()];
        plane.<ByteBuffer>createBuffer().get(values);
        planes.add(values);
      }
    }
    return new Planes(image.width(), image.height(), planes);
  }

  /** The edges between the pixels of the smoothed image. */
  @SuppressWarnings("try") // the scope closes all native memory below it, nobody needs its name
  static WeightedEdges edges(Planes image) {
    List<float[]> smoothed = new ArrayList<>();
    try (PointerScope scope = new PointerScope()) {
      for (byte[] plane : image.channels()) {
        Mat floats = new Mat();
        Mat smooth = new Mat();
        mat(image, plane).convertTo(floats, CV_32F);
        GaussianBlur(floats, smooth, new Size(0, 0), SIGMA);
        float[] values = new float[plane.length];
        smooth.<FloatBuffer>createBuffer().get(values);
        smoothed.add(values);
      }
    }
    return WeightedEdges.of(smoothed.toArray(float[][]::new), image.width(), image.height());
  }

  /** The derivatives of the image, four a channel, as numbers of their bins. */
  @SuppressWarnings("try")
  static TextureBins texture(Planes image) {
    List<byte[]> maps = new ArrayList<>();
    try (PointerScope scope = new PointerScope()) {
      for (byte[] plane : image.channels()) {
        Mat mat = mat(image, plane);
        for (int order = 0; order < 2; order++) {
          short[] derivative = new short[plane.length];
          scharr(mat, CV_16S, order).<ShortBuffer>createBuffer().get(derivative);
          maps.add(TextureBins.quantise(derivative));
        }
        addDiagonals(mat, maps);
      }
    }
    return new TextureBins(maps);
  }

  private static Mat mat(Planes image, byte[] plane) {
    return new Mat(image.height(), image.width(), CV_8U, new BytePointer(plane));
  }

  /** Derived on the image turned by 45°, turned back. */
  private static void addDiagonals(Mat plane, List<byte[]> to) {
    int width = plane.cols();
    int height = plane.rows();
    Point2f centre = new Point2f(width / 2f, height / 2f);
    Rect around = new RotatedRect(centre, new Size2f(width, height), 45).boundingRect();
    Mat turn = getRotationMatrix2D(centre, 45, 1);
    try (DoubleIndexer matrix = turn.createIndexer()) {
      matrix.put(0, 2, matrix.get(0, 2) + around.width() / 2.0 - centre.x());
      matrix.put(1, 2, matrix.get(1, 2) + around.height() / 2.0 - centre.y());
    }
    Mat turned = new Mat();
    warpAffine(plane, turned, turn, around.size());
    Point2f middle = new Point2f(half(turned.cols()), half(turned.rows()));
    Mat turnBack = getRotationMatrix2D(middle, -45, 1);
    Rect inside =
        new Rect((around.width() - width) / 2, (around.height() - height) / 2, width, height);
    for (int order = 0; order < 2; order++) {
      Mat back = new Mat();
      warpAffine(scharr(turned, CV_32F, order), back, turnBack, around.size());
      float[] values = new float[width * height];
      back.apply(inside).clone().<FloatBuffer>createBuffer().get(values);
      to.add(TextureBins.quantise(values));
    }
  }

  private static int half(int side) {
    return side / 2;
  }

  /** The derivative along x (0) or y (1). */
  private static Mat scharr(Mat plane, int type, int axis) {
    Mat derivative = new Mat();
    Scharr(plane, derivative, type, 1 - axis, axis);
    return derivative;
  }
}
