package io.sppdet.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sppdet.SharedFiles;
import io.sppdet.dataset.DatasetReport.ClassCount;
import io.sppdet.dataset.DatasetReport.SplitCount;
import io.sppdet.dataset.DatasetWarning.Kind;
import io.sppdet.dataset.Labelled.Picture;
import io.sppdet.error.SppdetException;
import io.sppdet.geometry.Box;
import io.sppdet.image.ImageSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatasetCheckTest {
  private static final LabelledObject CAT = new LabelledObject("cat", new Box(0, 0, 10, 10), false);
  private static final LabelledObject HARD_DOG =
      new LabelledObject("dog", new Box(0, 0, 40, 40), true);

  @TempDir Path folder;

  /** Pictures of different sizes, so that no two are the same. */
  private static Picture picture(String stem, int width, LabelledObject... objects) {
    return Picture.blank(stem, new ImageSize(width, 50), List.of(objects));
  }

  private DatasetReport check() {
    return new DatasetCheck(2)
        .report("set", Dataset.open(folder, DatasetFormat.AUTO), (done, of) -> {});
  }

  private static Map<String, List<Picture>> splits() {
    Map<String, List<Picture>> splits = new LinkedHashMap<>();
    splits.put(
        "train", List.of(picture("a", 50, CAT, HARD_DOG), picture("b", 51), picture("c", 52, CAT)));
    splits.put("val", List.of(picture("d", 53, CAT)));
    return splits;
  }

  @Test
  void whatIsThereIsCounted() throws IOException {
    Map<String, List<Picture>> splits = splits();
    List<Picture> trainval = new ArrayList<>(splits.get("train"));
    trainval.addAll(splits.get("val"));
    splits.put("trainval", trainval);
    Labelled.writeVoc(folder, splits);
    List<String> progress = new ArrayList<>();
    DatasetReport report =
        new DatasetCheck(3)
            .report("set", VocDataset.open(folder), (done, of) -> progress.add(done + "/" + of));
    assertEquals(List.of("1/4", "2/4", "3/4", "4/4"), progress);
    assertEquals(4, report.images());
    assertEquals(
        List.of(
            new SplitCount("train", 3, 3, 1, 1),
            new SplitCount("trainval", 4, 4, 1, 1),
            new SplitCount("val", 1, 1, 0, 0)),
        report.splits());
    Map<String, ClassCount> classes = new HashMap<>();
    report.classes().forEach(c -> classes.put(c.label(), c));
    assertEquals(20, classes.size(), "VOC's, as only its labels occur");
    assertEquals(
        new ClassCount("cat", 3, new BoxSizes(3, 0, 0, List.of(10.0, 10.0, 10.0, 10.0, 10.0))),
        classes.get("cat"));
    assertEquals(1, classes.get("dog").sizes().medium());
    assertEquals(0, classes.get("sheep").images());
    assertEquals(List.of(), report.dirt(), "trainval is made of the others");
    assertTrue(report.text().endsWith("\nno dirt\n"), report.text());
  }

  @Test
  void dirtOfEveryKindIsFound() throws IOException {
    Labelled.writeYolo(folder.resolve("yolo"), List.of("cat", "dog"), splits());
    Path yolo = folder.resolve("yolo");
    Files.writeString(yolo.resolve("labels/train/b.txt"), "7 .5 .5 .1 .1\n");
    Labelled.writeVoc(folder, splits());
    Path images = folder.resolve("JPEGImages");
    Path annotations = folder.resolve("Annotations");
    byte[] png = Files.readAllBytes(images.resolve("a.png"));
    Files.write(images.resolve("half.png"), Arrays.copyOf(png, png.length - 20));
    Files.write(images.resolve("twin.png"), png);
    Files.write(images.resolve("spy.png"), Files.readAllBytes(images.resolve("d.png")));
    Files.write(images.resolve("bare.png"), Files.readAllBytes(images.resolve("b.png")));
    for (String id : List.of("half", "twin", "spy", "lost")) {
      Files.writeString(annotations.resolve(id + ".xml"), "<annotation/>");
    }
    String box =
        "<object><name>cat</name><bndbox><xmin>%d</xmin><ymin>1</ymin><xmax>%d</xmax>"
            + "<ymax>9</ymax></bndbox></object>";
    Files.writeString(
        annotations.resolve("c.xml"),
        "<annotation><size><width>0</width><height>0</height></size>"
            + box.formatted(5, 5)
            + box.formatted(500, 600)
            + box.formatted(5, 60)
            + "<object/></annotation>");
    Files.writeString(
        folder.resolve("ImageSets/Main/train.txt"), "a\nb\nc\na\nhalf\ntwin\nspy\nlost\nbare\n");

    DatasetReport report = check();
    assertEquals(
        Map.of(
            Kind.IMAGE_MISSING, 1,
            Kind.IMAGE_UNREADABLE, 1,
            Kind.ANNOTATION_UNUSABLE, 1,
            Kind.LISTED_TWICE, 1,
            Kind.DUPLICATE_IMAGE, 1,
            Kind.IN_TWO_SPLITS, 1,
            Kind.WRONG_SIZE, 1,
            Kind.BOX_EMPTY, 1,
            Kind.BOX_OUTSIDE, 2,
            Kind.OBJECT_UNUSABLE, 1),
        DatasetWarning.counts(report.dirt()));
    for (String line :
        List.of(
            "half.png: the PNG file is truncated: it ends too early",
            "twin.png: the same picture as " + images.resolve("a.png") + ", both in train",
            "d.png: the same picture as " + images.resolve("spy.png") + " in train and in val")) {
      assertTrue(report.text().contains(line), report.text());
    }
    DatasetReport unknown =
        new DatasetCheck(1)
            .report("yolo", Dataset.open(yolo, DatasetFormat.AUTO), (done, of) -> {});
    assertEquals(Map.of(Kind.UNKNOWN_CLASS, 1), DatasetWarning.counts(unknown.dirt()));
  }

  @Test
  void oneFileInTwoListsIsToldUnlessOneIsMadeOfOthers() throws IOException {
    Labelled.writeVoc(folder, splits());
    Path lists = folder.resolve("ImageSets/Main");
    Files.writeString(lists.resolve("val.txt"), "d\na\n");
    DatasetReport report = check();
    assertEquals(Map.of(Kind.IN_TWO_SPLITS, 1), DatasetWarning.counts(report.dirt()));
    assertEquals("is in train and in val", report.dirt().get(0).cause());
    Files.writeString(lists.resolve("val.txt"), "a\nb\nc\n");
    assertEquals(3, check().dirt().size(), "the same list twice");
    Files.writeString(lists.resolve("val.txt"), "a\n");
    assertEquals(1, check().dirt().size(), "val within train");
  }

  @Test
  void manyAreShortenedInTheTextNotInTheJson() throws IOException {
    Labelled.writeVoc(folder, splits());
    Files.writeString(folder.resolve("ImageSets/Main/val.txt"), "d\n1\n2\n3\n4\n5\n");
    DatasetReport report = check();
    assertTrue(report.text().contains("  missing images: 5\n"), report.text());
    assertTrue(report.text().endsWith("    and 2 more\n"), report.text());
    JsonNode json = JsonMapper.builder().build().readTree(report.json());
    assertEquals(5, json.get("dirt").get("image_missing").intValue());
    assertEquals(5, json.get("warnings").size());
    assertEquals("image_missing", json.at("/warnings/0/kind").textValue());
    assertTrue(json.at("/warnings/0/file").textValue().endsWith("1.jpg"));
    assertEquals("voc", json.get("format").textValue());
    assertEquals(4, json.get("images").intValue());
    assertEquals("train", json.at("/splits/0/name").textValue());
    assertEquals(3, json.at("/splits/0/objects").intValue());
    assertEquals(1, json.at("/splits/0/images_without_objects").intValue());
    List<String> summary = DatasetWarning.summary(report.dirt());
    assertEquals(1, summary.size());
    assertTrue(summary.get(0).startsWith("5 missing images, the first is "), summary.get(0));
    assertEquals(3, DatasetWarning.summary(report.dirt().subList(0, 3)).size());
  }

  @Test
  void aSplitThatCannotBeReadCostsNoOther() throws IOException {
    Labelled.writeCoco(folder, List.of("cat", "dog"), splits());
    Path val = folder.resolve("annotations/instances_val.json");
    Files.writeString(val, "{\"images\": [");
    DatasetReport report = check();
    assertEquals(List.of(new SplitCount("train", 3, 3, 1, 1)), report.splits());
    assertEquals(1, report.dirt().size());
    assertEquals(val, report.dirt().get(0).file());
    assertTrue(report.dirt().get(0).cause().endsWith("; skipped the split val"), report.text());
    Files.delete(folder.resolve("annotations/instances_train.json"));
    assertThrows(SppdetException.class, this::check);
  }

  @Test
  void duplicatesAreFoundWithoutDecoding() throws IOException {
    Path one = Files.writeString(folder.resolve("1.jpg"), "no image");
    Path two = Files.writeString(folder.resolve("2.jpg"), "no image");
    Path lost = folder.resolve("3.jpg");
    List<LabelledImage> images = new ArrayList<>();
    for (Path file : List.of(one, two, lost)) {
      images.add(new LabelledImage(file.getFileName().toString(), file, List.of()));
    }
    List<DatasetWarning> found = new DatasetCheck(1).duplicates("train", images);
    assertEquals(1, found.size());
    assertEquals(two, found.get(0).file());
    assertFalse(found.get(0).toString().contains("3.jpg"));
  }

  /** Numbers of sha256sum on the folders. */
  @ParameterizedTest
  @CsvSource({"raccoon, 200, 217, 0, 4", "bccd, 364, 4886, 2, 0"})
  void realDataHoldsTheKnownDirt(String name, int images, int objects, int empty, int duplicates) {
    Dataset dataset = Dataset.open(SharedFiles.require("datasets/" + name), DatasetFormat.AUTO);
    DatasetReport report = new DatasetCheck(2).report(name, dataset, (done, of) -> {});
    assertEquals(images, report.images());
    assertEquals(objects, report.classes().stream().mapToInt(c -> c.sizes().count()).sum());
    Map<Kind, Integer> counts = DatasetWarning.counts(report.dirt());
    assertEquals(empty, counts.getOrDefault(Kind.BOX_EMPTY, 0));
    assertEquals(duplicates, counts.getOrDefault(Kind.DUPLICATE_IMAGE, 0));
    assertEquals(empty + duplicates, report.dirt().size());
  }
}
