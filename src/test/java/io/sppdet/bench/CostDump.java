package io.sppdet.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sppdet.backbone.BackboneDescriptor;
import io.sppdet.backbone.Layer;
import io.sppdet.detect.Detector;
import io.sppdet.geometry.Box;
import io.sppdet.geometry.FeatureMap;
import io.sppdet.geometry.ResizeRule;
import io.sppdet.head.HeadSize;
import io.sppdet.image.Image;
import io.sppdet.image.ImageReader;
import io.sppdet.model.ModelDirectory;
import io.sppdet.model.SppNet;
import io.sppdet.natives.NativeLibraries;
import io.sppdet.pooling.roi.ScaledMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Prints what a detector has to compute for photos, a line of JSON each: floating-point operations,
 * a product and a sum being two, of the convolutions and of the fully connected layers, and the
 * bytes of the map and of the pooled vectors.
 */
final class CostDump {
  private CostDump() {}

  /**
   * Counts.
   *
   * @param args the model directory, then the photos
   */
  public static void main(String[] args) throws IOException {
    NativeLibraries.configure();
    NativeLibraries.loadOpenCv();
    NativeLibraries.loadPyTorch();
    ObjectMapper json = new ObjectMapper();
    ImageReader reader = new ImageReader();
    try (SppNet network = SppNet.load(ModelDirectory.open(Path.of(args[0])))) {
      Detector detector = Detector.of(network);
      for (String photo : List.of(args).subList(1, args.length)) {
        Image image = reader.read(Path.of(photo));
        List<Box> proposals = detector.selectiveSearch().propose(image);
        HeadSize head = network.head().size();
        List<ScaledMap> maps = network.conv5(image);
        FeatureMap conv5 = maps.get(0).conv5();
        int windows = network.pooling().shared(maps, proposals).vectors().size();
        double cells = (double) conv5.height() * conv5.width() * head.channels();
        System.out.println(
            json.writeValueAsString(
                Map.of(
                    "proposals",
                    proposals.size(),
                    "windows",
                    windows,
                    "conv_flop",
                    convolutions(network, image),
                    "fc_flop",
                    (double) windows * fullyConnected(head),
                    "spp_bytes",
                    Float.BYTES * (cells + (double) windows * head.pooled()))));
      }
    }
  }

  private static double convolutions(SppNet network, Image image) {
    BackboneDescriptor descriptor = network.backbone().descriptor();
    HeadSize head = network.head().size();
    double sum = 0;
    for (ResizeRule rule : network.scales()) {
      double ratio = rule.ratio(image.width(), image.height());
      int height = descriptor.padded(ResizeRule.scaled(image.height(), ratio));
      int width = descriptor.padded(ResizeRule.scaled(image.width(), ratio));
      long channels = 3;
      for (Layer layer : network.backbone().layers(height, width)) {
        double inputs = layer.depthwise() ? 1 : channels;
        sum += 2 * cells(layer) * layer.channels() * inputs * layer.kernel() * layer.kernel();
        channels = layer.channels();
      }
      double mapCells = (double) height / descriptor.mapStride() * width / descriptor.mapStride();
      double coarseCells = (double) height / descriptor.stride() * width / descriptor.stride();
      sum += 2 * head.conv5() * (coarseCells * head.backbone() + mapCells * head.lateral());
    }
    return sum;
  }

  private static double cells(Layer layer) {
    return (double) layer.height() * layer.width();
  }

  /** Of a region. */
  private static double fullyConnected(HeadSize head) {
    return 2
        * ((double) head.pooled() * head.fc6()
            + (double) head.fc6() * head.fc7()
            + (double) head.fc7() * (head.logits() + 4.0 * head.classes()));
  }
}
