package io.sppdet.output;

import static io.sppdet.output.Results.detection;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sppdet.detect.ImageResult;
import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import io.sppdet.image.ImageReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnnotatedCopiesTest {
  /** A JPEG's sides have 16 bits, and libjpeg's a few less. */
  @Test
  void whatIsTooLongForAJpegBecomesAPng(@TempDir Path folder) {
    AnnotatedCopies copies = new AnnotatedCopies(folder, Results.settings(folder), false);
    Crops crops = new Crops(folder, Results.settings(folder), false);
    for (int width : new int[] {65_500, 65_501}) {
      ImageResult result =
          Results.of(
              folder.resolve(width + ".jpg").toString(),
              width,
              1,
              detection(0, 0.5, new Box(0, 0, width, 1)));
      copies.write(result);
      crops.write(result);
      String end = width > 65_500 ? ".png" : ".jpg";
      for (String name : List.of(width + end, "cat/" + width + "-0" + end)) {
        assertEquals(width, new ImageReader().read(folder.resolve(name)).width());
      }
    }
    copies.close();
    crops.close();
  }

  @Test
  void copiesKeepTheirNamesAndAreDrawnOn(@TempDir Path folder) throws IOException {
    Path photos = folder.resolve("photos");
    AnnotatedCopies copies =
        new AnnotatedCopies(folder.resolve("a/b"), Results.settings(photos), false);
    String photo = photos.resolve("x/a.png").toString();
    ImageResult.Found result = Results.of(photo, 90, 60, detection(1, 0.5, new Box(5, 30, 50, 50)));
    copies.write(result);
    for (String other : List.of("y/a.png", "y/a.tif", "y/c.zip/a.tif#2", "a.png")) {
      copies.write(Results.of(photos.resolve(other).toString(), 90, 60));
    }
    copies.write(Results.of("elsewhere/a.png", 90, 60));
    copies.write(Results.failed(photos.resolve("y/b.png").toString()));
    copies.close();
    try (Stream<Path> files = Files.walk(folder.resolve("a/b"))) {
      assertEquals(
          List.of("a-2.png", "a.png", "x/a.png", "y/a-2.png", "y/a.png", "y/c.zip/a.png"),
          files
              .filter(Files::isRegularFile)
              .map(file -> folder.resolve("a/b").relativize(file).toString())
              .sorted()
              .toList());
    }
    Image drawn = new Annotator().draw(result.image().get(), result.detections());
    assertArrayEquals(drawn.rgb(), new ImageReader().read(folder.resolve("a/b/x/a.png")).rgb());
  }
}
