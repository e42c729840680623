package io.sppdet.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sppdet.dataset.VocAnnotation.Unusable;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.image.ImageSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Any bytes are annotations: boxes inside the image, warnings, or one error of one line. */
class AnnotationFuzzTest {
  private static final ImageSize SIZE = new ImageSize(60, 40);

  private static Path folder;
  private static Path yoloLabels;

  @BeforeAll
  static void writeSound() throws IOException {
    folder = Files.createTempDirectory("fuzz");
    Labelled.writeYolo(
        folder.resolve("yolo"),
        List.of("cat", "dog"),
        Map.of("train", List.of(Labelled.Picture.blank("a", SIZE, List.of()))));
    yoloLabels = folder.resolve("yolo/labels/train/a.txt");
  }

  @AfterAll
  static void delete() throws IOException {
    Labelled.delete(folder);
  }

  @FuzzTest
  void voc(byte[] xml) throws IOException {
    List<DatasetWarning> warnings = new ArrayList<>();
    Path file = Files.write(folder.resolve("a.xml"), xml);
    ObjectCollector objects = new ObjectCollector(file, "", 1, Optional.of(SIZE), warnings::add);
    try {
      VocAnnotation.read(file, objects);
    } catch (Unusable e) {
      assertEquals(1, e.getMessage().lines().count());
    }
    check(objects.objects(), warnings);
  }

  @FuzzTest
  void coco(byte[] json) throws IOException {
    try {
      CocoFile.read(Files.write(folder.resolve("coco.json"), json));
    } catch (SppdetException e) {
      check(e);
    }
  }

  @FuzzTest
  void yolo(byte[] text) throws IOException {
    Files.write(yoloLabels, text);
    Dataset dataset = YoloDataset.open(folder.resolve("yolo"));
    for (LabelledImage image : dataset.split("train")) {
      check(image.objects(), dataset.warnings());
    }
  }

  @FuzzTest
  void dataYaml(byte[] yaml) throws IOException {
    try {
      DataYaml.read(Files.write(folder.resolve("data.yaml"), yaml));
    } catch (SppdetException e) {
      check(e);
    }
  }

  private static void check(List<LabelledObject> objects, List<DatasetWarning> warnings) {
    for (LabelledObject object : objects) {
      assertEquals(object.box(), object.box().clip(SIZE.width(), SIZE.height()));
    }
    DatasetWarning.summary(warnings).forEach(line -> assertEquals(1, line.lines().count(), line));
  }

  private static void check(SppdetException e) {
    assertEquals(Kind.DATASET, e.kind());
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
  }
}
