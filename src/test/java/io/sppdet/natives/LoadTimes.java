package io.sppdet.natives;

import ai.djl.ndarray.NDManager;
import io.sppdet.error.SppdetException;
import java.util.Locale;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Prints how long loading the natives takes, by hand: {@code LoadTimes torch|opencv|serial|both}.
 */
final class LoadTimes {
  private LoadTimes() {}

  public static void main(String[] args) throws InterruptedException {
    NativeLibraries.configure();
    long start = System.nanoTime();
    try {
      switch (args[0]) {
        case "torch" -> torch();
        case "opencv" -> openCv();
        case "serial" -> {
          torch();
          openCv();
        }
        default -> {
          Thread other = new Thread(LoadTimes::torch);
          other.start();
          openCv();
          other.join();
        }
      }
    } catch (SppdetException e) {
      System.err.println(e.getMessage());
      System.exit(e.kind().exitCode());
    }
    System.out.printf(
        Locale.ROOT, "%s %.2f s%n", args[0], (System.nanoTime() - start) / 1_000_000_000.0);
  }

  private static void torch() {
    NativeLibraries.loadPyTorch();
    try (NDManager manager = NDManager.newBaseManager()) {
      manager.create(new float[] {1, 2}).add(1).sum().getFloat();
    }
  }

  private static void openCv() {
    NativeLibraries.loadOpenCv();
    try (Mat ones = Mat.ones(2, 2, opencv_core.CV_8U).asMat()) {
      opencv_core.countNonZero(ones);
    }
  }
}
