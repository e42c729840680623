package io.sppdet.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sppdet.geometry.Box;
import io.sppdet.image.ImageReader;
import io.sppdet.natives.NativeLibraries;
import io.sppdet.proposal.ProposalGenerator;
import io.sppdet.proposal.ProposalMethod;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Prints the proposals of photos: a line of JSON each, boxes as x1, y1, x2, y2 in pixels. */
final class ProposalDump {
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
    for (String photo : List.of(args).subList(1, args.length)) {
      List<double[]> boxes =
          generator.propose(new ImageReader().read(Path.of(photo))).stream()
              .map(ProposalDump::corners)
              .toList();
      System.out.println(json.writeValueAsString(Map.of("file", photo, "boxes", boxes)));
    }
  }

  private static double[] corners(Box box) {
    return new double[] {box.x1(), box.y1(), box.x2(), box.y2()};
  }
}
