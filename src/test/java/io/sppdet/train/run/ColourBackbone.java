package io.sppdet.train.run;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sppdet.backbone.Backbone;
import io.sppdet.backbone.BackboneDescriptor;
import io.sppdet.backbone.TorchScriptDescriptor;
import io.sppdet.image.Image;
import java.util.List;
import java.util.Random;

/** A fixed random 1×1 convolution with ReLU of the mean colour of each cell; counts its calls. */
public final class ColourBackbone implements Backbone {
  static final int STRIDE = 8;
  public static final int CHANNELS = 6;

  private final float[] weight = new float[CHANNELS * 3];
  private int forwards;

  public ColourBackbone() {
    Random random = new Random(1);
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) random.nextGaussian();
    }
  }

  int forwards() {
    return forwards;
  }

  @Override
  public BackboneDescriptor descriptor() {
    return new TorchScriptDescriptor(
        "none",
        "RGB",
        List.of(127f, 127f, 127f),
        List.of(64f, 64f, 64f),
        STRIDE,
        (STRIDE - 1) / 2.0,
        STRIDE,
        CHANNELS);
  }

  @Override
  public NDList forward(NDManager scope, Image image) {
    forwards++;
    int height = (image.height() + STRIDE - 1) / STRIDE;
    int width = (image.width() + STRIDE - 1) / STRIDE;
    float[] map = new float[height * width * CHANNELS];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double[] colour = meanColour(image, x * STRIDE, y * STRIDE);
        for (int c = 0; c < CHANNELS; c++) {
          double sum = 0;
          for (int i = 0; i < 3; i++) {
            sum += weight[3 * c + i] * (colour[i] - 127) / 64;
          }
          map[(c * height + y) * width + x] = (float) Math.max(0, sum);
        }
      }
    }
    // channels first in memory, as TorchScript networks give it; the shipped one has them last
    return new NDList(scope.create(map, new Shape(1, CHANNELS, height, width)));
  }

  private static double[] meanColour(Image image, int left, int top) {
    double[] sum = new double[3];
    int pixels = 0;
    for (int y = top; y < Math.min(top + STRIDE, image.height()); y++) {
      for (int x = left; x < Math.min(left + STRIDE, image.width()); x++) {
        for (int c = 0; c < 3; c++) {
          sum[c] += image.rgb()[3 * (y * image.width() + x) + c] & 0xff;
        }
        pixels++;
      }
    }
    for (int c = 0; c < 3; c++) {
      sum[c] /= pixels;
    }
    return sum;
  }

  @Override
  public void close() {}
}
