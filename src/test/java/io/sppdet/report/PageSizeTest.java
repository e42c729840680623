package io.sppdet.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.SharedFiles;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.dataset.VocDataset;
import io.sppdet.detect.Detection;
import io.sppdet.eval.EvalReport;
import io.sppdet.eval.Evaluation;
import io.sppdet.geometry.Box;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On real photos, whose JPEGs are of a real size. */
class PageSizeTest {
  @TempDir Path temporary;

  @Test
  void aPageFullOfPicturesStaysBelowFiveMegabytes() throws IOException {
    VocDataset voc = VocDataset.open(SharedFiles.require("datasets/voc07"));
    Evaluation evaluation = new Evaluation(0.5);
    int photos = 0;
    for (LabelledImage image : voc.split("val").subList(0, 400)) {
      Box box = image.objects().get(0).box();
      String label = image.objects().get(0).label();
      Box narrow = new Box(box.x1(), box.y1(), box.x1() + box.width() / 3, box.y2());
      List<Detection> detections =
          switch (photos++ % 6) {
            case 0 -> List.of(detection(label, box));
            case 1 -> List.of(detection(label, narrow));
            case 2 -> List.of(detection(label.equals("dog") ? "cat" : "dog", box));
            case 3 -> List.of(detection(label.equals("car") ? "bus" : "car", box));
            case 4 -> List.of(detection("zebra", new Box(0, 0, 8, 8)));
            default -> List.of();
          };
      evaluation.add(image, detections);
    }
    EvalReport report = new EvalReport("model", "voc07", "val", evaluation.result(), null);
    new ReportWriter(temporary, false).write(new ReportData(report, List.of(), List.of()));
    Path file = temporary.resolve("index.html");
    Document page = Jsoup.parse(file);
    assertEquals(6, page.select(".pictures").size());
    page.select(".pictures").forEach(kind -> assertEquals(12, kind.select("image").size()));
    assertTrue(Files.size(file) < 5_000_000, Files.size(file) + " bytes");
  }

  private static Detection detection(String label, Box box) {
    return new Detection(label, 0, 0.9, 0, box);
  }
}
