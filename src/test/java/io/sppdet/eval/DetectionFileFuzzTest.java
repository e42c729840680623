package io.sppdet.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sppdet.dataset.CocoIds;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.detect.Detection;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** Any bytes are detections of known images, all numbers finite, or one error of one line. */
class DetectionFileFuzzTest {
  private static final List<LabelledImage> IMAGES =
      Stream.of("000005", "000012")
          .map(id -> new LabelledImage(id, Path.of("data/JPEGImages", id + ".jpg"), List.of()))
          .toList();

  private static final CocoIds IDS = CocoIds.of(IMAGES, List.of("cat", "dog"));

  @TempDir static Path folder;

  @FuzzTest
  void detections(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("found.json"), bytes);
    try {
      DetectionFile found = DetectionFile.read(file, IMAGES, IMAGES, IDS);
      assertTrue(Set.of("000005", "000012").containsAll(found.detections().keySet()));
      found.detections().values().forEach(all -> all.forEach(DetectionFileFuzzTest::check));
      Evaluation evaluation = new Evaluation(0.5);
      found.addTo(evaluation, IMAGES);
      evaluation.result();
    } catch (SppdetException e) {
      assertEquals(Kind.DATASET, e.kind());
      assertEquals(1, e.reason().lines().count(), e.getMessage());
    }
  }

  private static void check(Detection detection) {
    assertTrue(Double.isFinite(detection.score()), detection.toString());
    assertTrue(Double.isFinite(detection.box().x1() + detection.box().y2()), detection.toString());
  }
}
