package io.sppdet.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A picture as a file of the plainest format: a line that tells the size, then R, G, B of each
 * pixel. What others than OpenCV have decoded comes to it in this form.
 */
final class Ppm {
  private final byte[] file;
  private int at;

  Ppm(int width, int height) {
    byte[] head = "P6 %d %d 255\n".formatted(width, height).getBytes(StandardCharsets.US_ASCII);
    at = head.length;
    file = Arrays.copyOf(head, Math.addExact(head.length, Math.multiplyExact(3 * width, height)));
  }

  /** Adds the next sample. */
  void put(long sample) {
    file[at++] = (byte) sample;
  }

  byte[] file() {
    return file;
  }
}
