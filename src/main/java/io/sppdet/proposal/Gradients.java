package io.sppdet.proposal;

import static org.bytedeco.opencv.global.opencv_core.CV_16S;
import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_imgproc.Scharr;
import static org.bytedeco.opencv.global.opencv_imgproc.getRotationMatrix2D;
import static org.bytedeco.opencv.global.opencv_imgproc.warpAffine;

import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.indexer.DoubleIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point2f;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.RotatedRect;
import org.bytedeco.opencv.opencv_core.Size2f;

/** How the derivatives along the two diagonals are made; those along x and y are Scharr's. */
enum Gradients {
  /** As sums of the two others: a first derivative can be steered (Freeman and Adelson 1991). */
  STEERED {
    @Override
    Mat searched(Mat image) {
      return image;
    }

    @Override
    void addDiagonals(Mat plane, short[] dx, short[] dy, List<byte[]> to) {
      short[] rising = new short[dx.length];
      short[] falling = new short[dx.length];
      for (int p = 0; p < dx.length; p++) { // at most 2 · 16 · 255
        rising[p] = (short) (dx[p] + dy[p]);
        falling[p] = (short) (dy[p] - dx[p]);
      }
      to.add(TextureBins.quantise(rising));
      to.add(TextureBins.quantise(falling));
    }
  },

  /** On the image turned by 45°, turned back, as OpenCV does. */
  TURNED {
    @Override
    Mat searched(Mat image) {
      return TwoByOne.padded(image);
    }

    @Override
    void addDiagonals(Mat plane, short[] dx, short[] dy, List<byte[]> to) {
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
        Mat derivative = scharr(turned, CV_32F, 1 - order, order);
        Mat back = new Mat();
        warpAffine(derivative, back, turnBack, around.size());
        float[] values = new float[width * height];
        back.apply(inside).clone().<FloatBuffer>createBuffer().get(values);
        to.add(TextureBins.quantise(values));
      }
    }
  };

  /** The image as it has to be searched: with borders where its shape asks for them. */
  abstract Mat searched(Mat image);

  abstract void addDiagonals(Mat plane, short[] dx, short[] dy, List<byte[]> to);

  /**
   * The derivatives of an image, four a channel, as numbers of their bins.
   *
   * @param image 8 bits a channel
   */
  TextureBins of(Mat image) {
    List<byte[]> maps = new ArrayList<>();
    for (int c = 0; c < image.channels(); c++) {
      Mat plane = ColourSpace.channel(image, c);
      short[] dx = derivative(plane, 1, 0);
      short[] dy = derivative(plane, 0, 1);
      maps.add(TextureBins.quantise(dx));
      maps.add(TextureBins.quantise(dy));
      addDiagonals(plane, dx, dy, maps);
    }
    return new TextureBins(maps);
  }

  private static short[] derivative(Mat plane, int dx, int dy) {
    short[] values = new short[plane.rows() * plane.cols()];
    scharr(plane, CV_16S, dx, dy).<ShortBuffer>createBuffer().get(values);
    return values;
  }

  private static int half(int side) {
    return side / 2;
  }

  private static Mat scharr(Mat plane, int type, int dx, int dy) {
    Mat derivative = new Mat();
    Scharr(plane, derivative, type, dx, dy);
    return derivative;
  }
}
