package io.sppdet.output;

import static io.sppdet.output.Results.detection;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sppdet.detect.Detection;
import io.sppdet.geometry.Box;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CropsTest {
  @TempDir Path folder;

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void eachDetectionIsCutOutIntoTheFolderOfItsClass() throws IOException {
    Crops crops = new Crops(folder.resolve("crops"), Results.settings(folder), false);
    crops.write(
        Results.of(
            "a.webp",
            300,
            200,
            detection(0, 0.9, new Box(10.4, 20.6, 270.2, 40)),
            detection(1, 0.8, new Box(0, 0, 300, 200)),
            detection(0, 0.7, new Box(299.95, 199.95, 300, 200))));
    crops.write(Results.failed("b.webp"));
    crops.close();
    assertEquals(
        List.of(
            "crops/cat/a.webp-0.png", "crops/cat/a.webp-2.png", "crops/dog & <bone>/a.webp-1.png"),
        files());
    BufferedImage first = ImageIO.read(folder.resolve("crops/cat/a.webp-0.png").toFile());
    assertEquals("261×20", first.getWidth() + "×" + first.getHeight());
    assertEquals(0xff000000 | 10 << 16 | 20 << 8, first.getRGB(0, 0));
    assertEquals(0xff000000 | (270 & 255) << 16 | 39 << 8 | 16, first.getRGB(260, 19));
    BufferedImage last = ImageIO.read(folder.resolve("crops/cat/a.webp-2.png").toFile());
    assertEquals("1×1", last.getWidth() + "×" + last.getHeight());
  }

  /** From a crop's name one comes to its photo and to its place in the list of detections. */
  @Test
  void nameLeadsBack() throws IOException {
    Crops crops = new Crops(folder.resolve("crops"), Results.settings(folder), false);
    Detection cat = detection(0, 0.9, new Box(0, 0, 9, 9));
    for (String photo :
        List.of("cam1/a.jpg", "cam2/a.jpg", "cam2/A.png", "a.tif#2", "x.zip/a.jpg")) {
      crops.write(Results.of(folder.resolve(photo).toString(), 30, 30, cat, cat));
    }
    crops.close();
    assertEquals(
        List.of(
            "crops/cat/a.tif#2-0.png",
            "crops/cat/a.tif#2-1.png",
            "crops/cat/cam1/a-0.jpg",
            "crops/cat/cam1/a-1.jpg",
            "crops/cat/cam2/A.png-0.png",
            "crops/cat/cam2/A.png-1.png",
            "crops/cat/cam2/a-0.jpg",
            "crops/cat/cam2/a-1.jpg",
            "crops/cat/x.zip/a-0.jpg",
            "crops/cat/x.zip/a-1.jpg"),
        files());
  }

  /** Names made to collide: of images, of their numbers, and of classes. */
  @Test
  void noCropReplacesAnotherOrLeavesTheFolder() throws IOException {
    List<String> classes = List.of("..", ".", "a/b", "a_b", "A_B", "");
    OutputSettings settings = Results.settings("mine", classes, folder);
    Crops crops = new Crops(folder.resolve("in/crops"), settings, false);
    Detection[] all = new Detection[12];
    for (int i = 0; i < all.length; i++) {
      int k = i % classes.size();
      all[i] = new Detection(classes.get(k), k, 1.0 / (i + 1), 0, new Box(i, i, i + 5, i + 5));
    }
    List<String> images =
        List.of("x/a.png", "y/a.png", "a-1.png", "a-2.png", "A.jpg", "../..", "/", "a.png/..");
    for (String image : images) {
      crops.write(Results.of(image, 30, 30, all));
    }
    crops.close();
    List<String> files = files();
    assertEquals(images.size() * all.length, files.size());
    assertEquals(files.size(), files.stream().filter(name -> name.startsWith("in/crops/")).count());
    try (Stream<Path> folders = Files.list(folder.resolve("in/crops"))) {
      assertEquals(classes.size(), folders.count());
    }
  }
}
