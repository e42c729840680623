package io.sppdet.proposal;

import static org.bytedeco.opencv.global.opencv_core.extractChannel;
import static org.bytedeco.opencv.global.opencv_core.merge;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2HSV;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2Lab;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;

/** The colour spaces that are searched (Uijlings et al. 2013, section 3.2.1). */
enum ColourSpace {
  HSV {
    @Override
    Mat of(Mat bgr) {
      return converted(bgr, COLOR_BGR2HSV);
    }
  },
  LAB {
    @Override
    Mat of(Mat bgr) {
      return converted(bgr, COLOR_BGR2Lab);
    }
  },
  GREY {
    @Override
    Mat of(Mat bgr) {
      return converted(bgr, COLOR_BGR2GRAY);
    }
  },
  /** Blue alone, which is what OpenCV makes of the paper's hue: it overwrites that plane. */
  BLUE {
    @Override
    Mat of(Mat bgr) {
      return channel(bgr, 0);
    }
  },
  /** Red, green and intensity. */
  RGI {
    @Override
    Mat of(Mat bgr) {
      Mat rgi = new Mat();
      merge(new MatVector(channel(bgr, 2), channel(bgr, 1), GREY.of(bgr)), rgi);
      return rgi;
    }
  };

  /** The image, 8 bits a channel, in this space; closed by the caller's scope. */
  abstract Mat of(Mat bgr);

  private static Mat converted(Mat bgr, int code) {
    Mat converted = new Mat();
    cvtColor(bgr, converted, code);
    return converted;
  }

  static Mat channel(Mat image, int number) {
    Mat channel = new Mat();
    extractChannel(image, channel, number);
    return channel;
  }
}
