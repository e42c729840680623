package io.sppdet.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import io.sppdet.image.ImageReader;
import io.sppdet.natives.NativeLibraries;
import io.sppdet.proposal.ProposalGenerator;
import io.sppdet.proposal.ProposalMethod;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Prints the proposals of photos: a line of JSON each, boxes as x1, y1, x2, y2 in pixels, and how
 * many milliseconds they took, the photo being in memory.
 */
final class ProposalDump {
  private static final int WARM_UP = 60;

  private ProposalDump() {}

  /**
   * Proposes boxes.
   *
   * @param args the method's name, then the photos
   */
  public static void main(String[] args) throws IOException {
    NativeLibraries.configure();
    NativeLibraries.loadOpenCv();
    ProposalGenerator generator = ProposalMethod.of(args[0]).generator();
    ObjectMapper json = new ObjectMapper();
    List<String> photos = List.of(args).subList(1, args.length);
    ImageReader reader = new ImageReader();
    for (String photo : photos.subList(0, Math.min(WARM_UP, photos.size()))) {
      generator.propose(reader.read(Path.of(photo))); // until the loops are compiled
    }
    for (String photo : photos) {
      Image image = reader.read(Path.of(photo));
      long start = System.nanoTime();
      List<Box> proposed = generator.propose(image);
      double milliseconds = (System.nanoTime() - start) / 1e6;
      List<double[]> boxes = proposed.stream().map(ProposalDump::corners).toList();
      System.out.println(
          json.writeValueAsString(Map.of("file", photo, "boxes", boxes, "ms", milliseconds)));
    }
  }

  private static double[] corners(Box box) {
    return new double[] {box.x1(), box.y1(), box.x2(), box.y2()};
  }
}
