package io.sppdet.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.dataset.Labelled.Picture;
import io.sppdet.error.SppdetException;
import io.sppdet.geometry.Box;
import io.sppdet.image.ImageSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever stands in a data set's files, reading ends with objects, warnings or one error. */
class DamagedLabelsTest {
  private static final ImageSize SIZE = new ImageSize(60, 40);

  /** What gets into hand-made files, and what parsers trip over. */
  private static final List<String> SCRAPS =
      List.of(
          "null",
          "-1",
          "1e999",
          "NaN",
          "\"\"",
          "[]",
          "{}",
          "true",
          "[",
          "}",
          "\"",
          "\\",
          "\\u00",
          "..",
          "../",
          "\u0000",
          "\n",
          "\r",
          "\t",
          " ",
          "  - ",
          ": ",
          "- ",
          "&a ",
          "*a",
          "!!int ",
          "!x ",
          "? ",
          "| ",
          "> ",
          "<<: ",
          "%",
          "#",
          "@",
          "`",
          "---\n",
          "...\n",
          "é",
          "\uD83E\uDD9D",
          "99999999999999999999",
          "0x10",
          "1_000",
          ",",
          "'",
          "\uFFFE");

  private static Path folder;

  @BeforeContainer
  static void writeSound() throws IOException {
    folder = Files.createTempDirectory("damaged");
    List<LabelledObject> objects =
        List.of(
            new LabelledObject("cat", new Box(2, 3, 30, 40), false),
            new LabelledObject("dog", new Box(10, 0, 60, 20), true));
    Map<String, List<Picture>> splits =
        Map.of(
            "train",
            List.of(Picture.blank("a", SIZE, objects), Picture.blank("b", SIZE, List.of())));
    Labelled.writeVoc(folder.resolve("voc"), splits);
    Labelled.writeCoco(folder.resolve("coco"), List.of("cat", "dog"), splits);
    Labelled.writeYolo(folder.resolve("yolo"), List.of("cat", "dog"), splits);
  }

  @AfterContainer
  static void delete() throws IOException {
    Labelled.delete(folder);
  }

  @Property(tries = 300)
  void vocAnnotation(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int edits)
      throws IOException {
    readDamaged(DatasetFormat.VOC, "Annotations/a.xml", seed, edits);
  }

  @Property(tries = 200)
  void vocList(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int edits)
      throws IOException {
    readDamaged(DatasetFormat.VOC, "ImageSets/Main/train.txt", seed, edits);
  }

  @Property(tries = 500)
  void cocoFile(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int edits)
      throws IOException {
    readDamaged(DatasetFormat.COCO, "annotations/instances_train.json", seed, edits);
  }

  @Property(tries = 500)
  void yoloDescription(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int edits)
      throws IOException {
    readDamaged(DatasetFormat.YOLO, "data.yaml", seed, edits);
  }

  @Property(tries = 300)
  void yoloLabels(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int edits)
      throws IOException {
    readDamaged(DatasetFormat.YOLO, "labels/train/a.txt", seed, edits);
  }

  private static void readDamaged(DatasetFormat format, String name, long seed, int edits)
      throws IOException {
    Path set = folder.resolve(format.toString());
    Path file = set.resolve(name);
    byte[] sound = Files.readAllBytes(file);
    String text = damage(new String(sound, StandardCharsets.UTF_8), new Random(seed), edits);
    Files.write(file, text.getBytes(StandardCharsets.UTF_8)); // half a surrogate becomes ?
    try {
      Dataset dataset = Dataset.open(set, format);
      for (String split : dataset.splits()) {
        for (LabelledImage image : dataset.split(split)) {
          assertTrue(Files.isRegularFile(image.image()), image.toString());
          assertTrue(image.image().toRealPath().startsWith(folder.toRealPath()), image.toString());
          image.objects().forEach(DamagedLabelsTest::assertInside);
        }
      }
      dataset.classNames(dataset.images());
      DatasetWarning.summary(dataset.warnings())
          .forEach(line -> assertEquals(1, line.lines().count(), line));
    } catch (SppdetException e) {
      assertEquals(SppdetException.Kind.DATASET, e.kind(), text);
      assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    } finally {
      Files.write(file, sound);
    }
  }

  private static void assertInside(LabelledObject object) {
    assertEquals(object.box(), object.box().clip(SIZE.width(), SIZE.height()));
  }

  /** Cuts, doubles, and puts scraps in, anywhere. */
  private static String damage(String text, Random random, int edits) {
    StringBuilder damaged = new StringBuilder(text);
    for (int i = 0; i < edits; i++) {
      int from = random.nextInt(damaged.length() + 1);
      int to = Math.min(damaged.length(), from + random.nextInt(8));
      String scrap = SCRAPS.get(random.nextInt(SCRAPS.size()));
      switch (random.nextInt(5)) {
        case 0 -> damaged.delete(from, to);
        case 1 -> damaged.insert(from, damaged.substring(from, to));
        case 2 -> damaged.insert(from, scrap);
        case 3 -> damaged.replace(from, to, scrap);
        default -> damaged.setLength(random.nextInt(10) == 0 ? from : damaged.length());
      }
    }
    return damaged.toString();
  }
}
