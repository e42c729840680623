package io.sppdet.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.error.SppdetException;
import io.sppdet.geometry.Box;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CocoDatasetTest {
  private static final String CAT =
      "{\"id\": 1, \"image_id\": 7, \"category_id\": 3, \"bbox\": [1.5, 2, 30, 40]}";
  private static final LabelledObject READ_CAT =
      new LabelledObject("cat", new Box(1.5, 2, 31.5, 42), false);

  @TempDir Path folder;

  private Path image(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(new BufferedImage(100, 80, BufferedImage.TYPE_BYTE_GRAY), "png", file.toFile());
    return file;
  }

  private Path json(String name, String images, String annotations) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(
        file,
        "{\"info\": {}, \"licenses\": [{\"id\": 1}], \"images\": [%s], \"annotations\": [%s], \"categories\": [{\"id\": 3, \"name\": \"cat\"}]}"
            .formatted(images, annotations));
  }

  private static String entry(int id, String name) {
    return "{\"id\": %d, \"file_name\": \"%s\", \"width\": 100, \"height\": 80}"
        .formatted(id, name);
  }

  private Dataset open() {
    return Dataset.open(folder, DatasetFormat.AUTO);
  }

  private static List<String> causes(Dataset dataset) {
    return dataset.warnings().stream().map(w -> w.kind().code() + ": " + w.cause()).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "annotations/instances_train2017.json, images/train2017/a.png, train2017",
    "annotations/instances_train2017.json, train2017/a.png, train2017",
    "annotations/train.json, images/a.png, train",
    "train.json, images/train/a.png, train",
    "train.json, a.png, train",
    "labels.json, data/a.png, all",
    "train/_annotations.coco.json, train/a.png, train",
    "valid/_annotations.coco.json, valid/a.png, val",
    "_annotations.coco.json, a.png, all",
    "annotations/instances_default.json, annotations/a.png, default",
    "annotations/instances_val.JSON, images/val/a.png, val"
  })
  void layoutsInUseAreFound(String file, String image, String split) throws IOException {
    json(file, entry(7, "a.png"), CAT);
    Path png = image(image);
    Dataset dataset = open();
    assertEquals(DatasetFormat.COCO, dataset.format());
    assertEquals(List.of(split), dataset.splits());
    LabelledImage read = dataset.split(split).get(0);
    assertTrue(Files.isSameFile(png, read.image()));
    assertEquals(image.replace(".png", ""), read.id());
    assertEquals(List.of(READ_CAT), read.objects());
    assertEquals(List.of("cat"), dataset.classNames(List.of(read)));
    assertEquals(List.of(), dataset.warnings());
  }

  @Test
  void resultsNameImagesAndClassesByTheIdsOfTheFile() throws IOException {
    json("annotations/val.json", entry(7, "a.png"), CAT);
    image("images/a.png");
    Dataset dataset = open();
    List<LabelledImage> split = dataset.split("val");
    CocoIds ids = dataset.cocoIds(split, dataset.classNames(split));
    assertEquals(Map.of(7L, "images/a"), ids.images());
    assertEquals(Map.of(3L, "cat"), ids.labels());
  }

  /** As exports have it, in which each file counts from 0. */
  @Test
  void aNumberOfTwoFilesMeansWhatTheSplitsOwnSays() throws IOException {
    json("train/_annotations.coco.json", entry(0, "a.png") + "," + entry(1, "b.png"), CAT);
    Path val = json("val/_annotations.coco.json", entry(0, "c.png"), CAT);
    Files.writeString(val, Files.readString(val).replace("\"cat\"", "\"dog\""));
    for (String name : List.of("train/a.png", "train/b.png", "val/c.png")) {
      image(name);
    }
    Dataset dataset = open();
    List<LabelledImage> all = dataset.images();
    CocoIds ofVal = dataset.cocoIds(all.subList(2, 3), List.of());
    assertEquals(Map.of(0L, "val/c"), ofVal.images());
    assertEquals(Map.of(3L, "dog"), ofVal.labels());
    CocoIds ofBoth = dataset.cocoIds(all, List.of());
    assertEquals(Map.of(1L, "train/b"), ofBoth.images());
    assertEquals(Map.of(), ofBoth.labels());
  }

  @Test
  void ofTwoFilesOfOneSplitOneIsLeftOutAndTold() throws IOException {
    Path used = json("train.json", entry(7, "a.png"), CAT);
    Path other = json("train/_annotations.coco.json", entry(8, "b.png"), CAT);
    image("train/a.png");
    Dataset dataset = open();
    assertEquals(List.of("train"), dataset.splits());
    assertEquals(1, dataset.split("train").size());
    DatasetWarning told = dataset.warnings().get(0);
    assertEquals(other, told.file());
    assertEquals("is of the split train, as " + used + " is too; left it out", told.cause());
  }

  @Test
  void valAndValidAreTwoSplitsWhereBothAreThere() throws IOException {
    for (String split : List.of("val", "valid")) {
      json(split + "/_annotations.coco.json", entry(7, split + ".png"), CAT);
      image(split + "/" + split + ".png");
    }
    Dataset dataset = open();
    assertEquals(List.of("val", "valid"), dataset.splits());
    for (String split : dataset.splits()) {
      assertEquals(split + "/" + split, dataset.split(split).get(0).id());
    }
    assertEquals(List.of(), dataset.warnings());
  }

  @Test
  void oneFileIsADataSet() throws IOException {
    Path file = json("annotations/instances_val.json", entry(7, "sub/a.png"), CAT);
    json("annotations/instances_train.json", "", "");
    json("annotations/captions_val.json", "", "");
    image("images/sub/a.png");
    Dataset dataset = Dataset.open(file, DatasetFormat.AUTO);
    assertEquals(List.of("all"), dataset.splits());
    assertEquals(List.of(READ_CAT), dataset.split("all").get(0).objects());
    assertEquals(List.of("train", "val"), open().splits(), "captions are no split");
  }

  @Test
  void crowdsAreDifficultAndIdsMayBeText() throws IOException {
    String crowd = CAT.replace("\"id\": 1", "\"iscrowd\": 1").replace("7", "\"x\"");
    json("train.json", entry(7, "a.png").replace("7", "\"x\""), crowd);
    image("a.png");
    assertTrue(open().split("train").get(0).objects().get(0).difficult());
  }

  @Test
  void badObjectsAreSkippedAndTold() throws IOException {
    json(
        "train.json",
        entry(7, "a.png"),
        String.join(
            ",",
            CAT,
            CAT.replace("30, 40", "0, 40"),
            CAT.replace("30, 40", "-30, 40"),
            CAT.replace("1.5, 2", "101, 2"),
            CAT.replace("30, 40", "90, 40"),
            CAT.replace("30, 40", "99, 40"),
            CAT.replace("[1.5, 2, 30, 40]", "[1, 2, 3]"),
            CAT.replace("[1.5, 2, 30, 40]", "\"box\""),
            CAT.replace("30, 40", "1e999, 40"),
            CAT.replace("30", "\"30\""),
            CAT.replace(": 3", ": 4"),
            CAT.replace(": 7", ": 8"),
            "5",
            "null"));
    image("a.png");
    Dataset dataset = open();
    assertEquals(
        List.of(READ_CAT.box(), new Box(1.5, 2, 91.5, 42), new Box(1.5, 2, 100, 42)),
        dataset.split("train").get(0).objects().stream().map(LabelledObject::box).toList());
    assertEquals(
        List.of(
            "box_empty: a.png: object 2 (cat) has a box of zero area [1.5,2,0,40]; skipped it",
            "box_empty: a.png: object 3 (cat) has an inverted box [1.5,2,-30,40]; skipped it",
            "box_outside: a.png: object 4 (cat) has a box outside the image [101,2,30,40]; skipped"
                + " it",
            "object_unusable: a.png: object 7 (cat) has no finite numbers as box [1,2,3]; skipped"
                + " it",
            "object_unusable: a.png: object 8 (cat) has no finite numbers as box \"box\"; skipped"
                + " it",
            "object_unusable: a.png: object 9 (cat) has no finite numbers as box"
                + " [1.5,2,\"Infinity\",40]; skipped it",
            "object_unusable: a.png: object 10 (cat) has no finite numbers as box"
                + " [1.5,2,\"30\",40]; skipped it",
            "unknown_class: a.png: object 11 is of the category 4, which has no name; skipped it",
            "object_unusable: has objects of the image , which it does not list; skipped them",
            "object_unusable: has objects of the image 8, which it does not list; skipped them"),
        causes(dataset));
  }

  @Test
  void aBoxFarOutOfTheImageIsCutAndTold() throws IOException {
    json("train.json", entry(7, "a.png"), CAT.replace("30, 40", "110, 40"));
    image("a.png");
    Dataset dataset = open();
    assertEquals(new Box(1.5, 2, 100, 42), dataset.split("train").get(0).objects().get(0).box());
    assertEquals(
        List.of("box_outside: a.png: object 1 (cat) reaches 11.5 pixels out of the image; cut it"),
        causes(dataset));
  }

  @Test
  void badImagesAreSkippedAndTold() throws IOException {
    image("a.png");
    image("b.png");
    json(
        "train.json",
        String.join(
            ",",
            entry(7, "a.png"),
            entry(7, "b.png"),
            entry(8, "a.png"),
            entry(8, "a.png"),
            entry(14, "a.png"),
            entry(9, "lost.png"),
            entry(10, "../a.png"),
            entry(11, folder.resolve("a.png").toString()),
            entry(12, ""),
            "{}",
            entry(13, "b.png").replace("100", "0")),
        CAT);
    Dataset dataset = open();
    assertEquals(
        List.of("a", "b"), dataset.split("train").stream().map(LabelledImage::id).toList());
    assertEquals(
        List.of(
            "listed_twice: gives the image id 7 to a.png, and to another; skipped both",
            "listed_twice: gives the image id 7 to b.png, and to another; skipped both",
            "listed_twice: gives the image id 8 twice; used it once",
            "listed_twice: lists a.png twice; used it once",
            "image_missing: image is missing; skipped it",
            "image_missing: names an image outside the data set: ../a.png; skipped it",
            "image_missing: names an image outside the data set: "
                + folder.resolve("a.png")
                + "; skipped it",
            "image_missing: has an image without file_name; skipped it",
            "wrong_size: b.png: says the image is 0x80, but it is 100x80; trusted the image"),
        causes(dataset).stream().distinct().toList());
    assertEquals(folder.resolve("lost.png"), dataset.warnings().get(4).file());
  }

  @Test
  void linksOutOfTheDataSetAreFollowed() throws IOException {
    Path elsewhere = image("elsewhere/a.png");
    Path inner = Files.createDirectories(folder.resolve("set"));
    Files.createSymbolicLink(inner.resolve("a.png"), elsewhere);
    json("set/train.json", entry(7, "a.png"), CAT);
    assertEquals(1, Dataset.open(inner, DatasetFormat.AUTO).split("train").size());
  }

  @Test
  void classesStandByIdAndTheNameAboveAllIsNone() throws IOException {
    Files.writeString(
        folder.resolve("train.json"),
        """
        {"images": [], "annotations": [], "categories": [
          {"id": 12, "name": "b", "supercategory": "animals"},
          {"id": 0, "name": "animals", "supercategory": "none"},
          {"id": 2, "name": "z", "supercategory": "animals"}]}
        """);
    Dataset dataset = open();
    assertEquals(List.of(), dataset.split("train"));
    assertEquals(List.of("z", "b"), dataset.classNames(List.of()));
    LabelledObject animal = new LabelledObject("animals", new Box(0, 0, 1, 1), false);
    assertEquals(
        List.of("animals", "z", "b"),
        dataset.classNames(List.of(new LabelledImage("a", folder, List.of(animal)))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no JSON",
        "[]",
        "{}",
        "{\"images\": [], \"annotations\": []}",
        "{\"images\": [], \"annotations\": {}, \"categories\": []}",
        "{\"images\": [{\"id\": 1",
        "{\"images\": [], \"annotations\": [}], \"categories\": []}",
        "{\"images\": [], \"annotations\": [], \"categories\": []}\n{\"images\": []}",
        "{\"images\": [{\"id\": 1, \"id\": 2}], \"annotations\": [], \"categories\": []}",
        "{\"images\": [], \"annotations\": [], \"categories\": [], \"images\": []}",
        "\u0000\u0001"
      })
  void whatIsNotCocoIsOneError(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("train.json"), text);
    Dataset dataset = Dataset.open(folder, DatasetFormat.COCO);
    SppdetException e = assertThrows(SppdetException.class, () -> dataset.split("train"));
    assertEquals(SppdetException.Kind.DATASET, e.kind());
    assertEquals(file.toString(), e.subject());
    assertTrue(e.reason().startsWith("not "), e.reason());
    assertEquals(1, e.reason().lines().count());
  }

  @Test
  void nestingWithoutEndIsRefused() throws IOException {
    String deep = "[".repeat(1_000_000);
    Files.writeString(
        folder.resolve("train.json"), "{\"images\": [{\"id\": " + deep + ", \"annotations\": []");
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> assertThrows(SppdetException.class, () -> open().split("train")));
    Files.writeString(folder.resolve("train.json"), "{\"info\": " + deep);
    assertThrows(SppdetException.class, () -> open().split("train"));
  }

  @Test
  void missingSplitsAndFilesAreNamed() throws IOException {
    json("train.json", "", "");
    SppdetException e = assertThrows(SppdetException.class, () -> open().split("val"));
    assertEquals("no split \"val\"; there are: train", e.reason());
    Path none = Files.createDirectories(folder.resolve("none"));
    assertThrows(SppdetException.class, () -> Dataset.open(none, DatasetFormat.COCO));
    assertThrows(SppdetException.class, () -> Dataset.open(none.resolve("x"), DatasetFormat.COCO));
  }

  @Test
  void twoFormatsInOneFolderAreAsked() throws IOException {
    json("annotations/train.json", "", "");
    Files.writeString(folder.resolve("data.yaml"), "names: [a]\ntrain: images");
    SppdetException e = assertThrows(SppdetException.class, this::open);
    assertEquals("looks like coco and yolo", e.reason());
    assertEquals("dataset-format", e.remedy().orElseThrow().setting());
    assertEquals(DatasetFormat.COCO, Dataset.open(folder, DatasetFormat.COCO).format());
  }

  /** As two files put together by hand have it. */
  @Test
  void aCategoryOfSeveralNamesHasNone() throws IOException {
    Path file = json("train.json", entry(7, "a.png"), CAT);
    image("a.png");
    String dog = "{\"id\": 3, \"name\": \"dog\"}";
    String text = Files.readString(file);
    Files.writeString(file, text.replace("\"cat\"}", "\"cat\"}, " + dog));
    Dataset dataset = open();
    List<LabelledImage> images = dataset.split("train");
    assertEquals(List.of(), images.get(0).objects());
    assertEquals(List.of(), dataset.classNames(images));
    assertEquals(
        List.of(
            "unknown_class: a.png: object 1 is of the category 3, which has several names; skipped"
                + " it"),
        causes(dataset));
    Files.writeString(file, text.replace("\"cat\"}", "\"cat\"}, {\"id\": 3, \"name\": \"cat\"}"));
    assertEquals(List.of(READ_CAT), open().split("train").get(0).objects());
  }

  @Test
  void noTwoImagesHaveOneId() throws IOException {
    image("a.png");
    image("a.jpg");
    image("b.png");
    image("c/b.jpg");
    String images = entry(1, "a.png") + "," + entry(2, "a.jpg") + "," + entry(3, "b.png");
    json("train.json", images + "," + entry(4, "c/b.jpg"), "");
    assertEquals(
        List.of("a.png", "a.jpg", "b", "c/b"),
        open().split("train").stream().map(LabelledImage::id).toList());
  }
}
