package io.sppdet.backbone;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.sppdet.image.Image;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Turns an image into the tensor a backbone wants. */
public final class NetworkInput {
  private NetworkInput() {}

  /**
   * Normalises each colour as {@code (v − mean) / std}, then pads with zeros at the right and
   * bottom.
   *
   * @return {@code (1, 3, H, W)} with channels-last strides, the layout oneDNN convolves fastest
   */
  public static NDArray tensor(NDManager scope, Image image, BackboneDescriptor network) {
    int height = network.padded(image.height());
    int width = network.padded(image.width());
    boolean rgb = network.order().equals("RGB");
    float[][] normalised = new float[3][256];
    for (int c = 0; c < 3; c++) {
      for (int v = 0; v < 256; v++) {
        normalised[c][v] = (v - network.mean().get(c)) / network.std().get(c);
      }
    }
    NDArray tensor = scope.zeros(new Shape(1, height, width, 3), DataType.FLOAT32);
    FloatBuffer values = tensor.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer();
    byte[] pixels = image.rgb();
    for (int y = 0; y < image.height(); y++) {
      int in = y * image.width() * 3;
      int out = y * width * 3;
      for (int x = 0; x < image.width(); x++, in += 3, out += 3) {
        values.put(out, normalised[0][pixels[rgb ? in : in + 2] & 0xff]);
        values.put(out + 1, normalised[1][pixels[in + 1] & 0xff]);
        values.put(out + 2, normalised[2][pixels[rgb ? in + 2 : in] & 0xff]);
      }
    }
    return tensor.transpose(0, 3, 1, 2);
  }
}
