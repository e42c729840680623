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
  @Test
  void copiesKeepTheirNamesAndAreDrawnOn(@TempDir Path folder) throws IOException {
    AnnotatedCopies copies = new AnnotatedCopies(folder.resolve("a/b"), false);
    ImageResult result = Results.of("x/a.png", 90, 60, detection(1, 0.5, new Box(5, 30, 50, 50)));
    copies.write(result);
    copies.write(Results.of("y/a.png", 90, 60));
    copies.write(Results.of("y/a.tif", 90, 60));
    copies.write(Results.of("c.zip/a.tif#2", 90, 60));
    copies.write(Results.failed("y/b.png"));
    try (Stream<Path> files = Files.list(folder.resolve("a/b"))) {
      assertEquals(
          List.of("a-2.png", "a-3.png", "a-4.png", "a.png"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
    Image drawn = new Annotator().draw(result.image().get(), result.detections());
    assertArrayEquals(drawn.rgb(), new ImageReader().read(folder.resolve("a/b/a.png")).rgb());
  }
}
