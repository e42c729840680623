package io.sppdet.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import io.sppdet.image.ImageReader;
import io.sppdet.image.ImageResizer;
import io.sppdet.model.ModelDirectory;
import io.sppdet.model.SppNet;
import io.sppdet.natives.NativeLibraries;
import io.sppdet.pooling.roi.ScaledMap;
import io.sppdet.proposal.ProposalMethod;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Prints what the network costs R-CNN's way and SPP-net's (He et al. 2014, section 4.3): a line of
 * JSON a photo, with the milliseconds of warping each proposal to 224×224 and running the same
 * network on it, by some of them, and those of one pass over the photo with its pooling. Proposals,
 * fc6 and what follows are the same for both and left out.
 */
final class RcnnDump {
  private static final int SIDE = 224;
  private static final int WARPED = 40;
  private static final int WARM_UP = 10;
  private static final int PASSES = 5;

  private RcnnDump() {}

  /**
   * Times both ways.
   *
   * @param args the model's directory, then the photos
   */
  public static void main(String[] args) throws IOException {
    NativeLibraries.configure();
    NativeLibraries.loadOpenCv();
    ModelDirectory model = ModelDirectory.open(Path.of(args[0]));
    ObjectMapper json = new ObjectMapper();
    try (SppNet whole = SppNet.load(model);
        SppNet single = SppNet.load(model.withScales(List.of(SIDE)))) {
      for (String photo : List.of(args).subList(1, args.length)) {
        Image image = new ImageReader().read(Path.of(photo));
        List<Box> proposals =
            ProposalMethod.of(model.detector().proposals()).generator().propose(image);
        int step = Math.max(1, proposals.size() / WARPED);
        for (int i = 0; i < Math.min(WARM_UP, proposals.size()); i++) {
          warped(single, image, proposals.get(i));
        }
        int count = 0;
        long start = System.nanoTime();
        for (int i = 0; i < proposals.size(); i += step) {
          warped(single, image, proposals.get(i));
          count++;
        }
        double each = milliseconds(start) / count;
        onePass(whole, image, proposals);
        start = System.nanoTime();
        for (int pass = 0; pass < PASSES; pass++) {
          onePass(whole, image, proposals);
        }
        double once = milliseconds(start) / PASSES;
        System.out.println(
            json.writeValueAsString(
                Map.of(
                    "file",
                    photo,
                    "proposals",
                    proposals.size(),
                    "warped_ms",
                    each,
                    "once_ms",
                    once,
                    "times",
                    each * proposals.size() / once)));
      }
    }
  }

  private static void warped(SppNet network, Image image, Box box) {
    int x = (int) box.x1();
    int y = (int) box.y1();
    int width = Math.max(1, Math.min((int) Math.ceil(box.x2()), image.width()) - x);
    int height = Math.max(1, Math.min((int) Math.ceil(box.y2()), image.height()) - y);
    network.conv5(ImageResizer.resize(image.part(x, y, width, height), SIDE, SIDE));
  }

  private static void onePass(SppNet network, Image image, List<Box> proposals) {
    List<ScaledMap> conv5 = network.conv5(image);
    network.pooling().apply(conv5, proposals);
  }

  private static double milliseconds(long start) {
    return (System.nanoTime() - start) / 1e6;
  }
}
