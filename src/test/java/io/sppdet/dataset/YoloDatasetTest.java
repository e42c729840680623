package io.sppdet.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.error.SppdetException;
import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import io.sppdet.image.ImageReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YoloDatasetTest {
  /** In a picture of 128×80 the box 32,20 to 64,60; exact in binary. */
  private static final String BOX = "0.375 0.5 0.25 0.5";

  @TempDir Path folder;

  private void image(String name) throws IOException {
    new SmallDataset(folder).photo(name);
  }

  private Path write(String name, String text) throws IOException {
    return new SmallDataset(folder).write(name, text);
  }

  private Dataset open() {
    return Dataset.open(folder, DatasetFormat.AUTO);
  }

  private static List<String> ids(Dataset dataset, String split) {
    return dataset.split(split).stream().map(LabelledImage::id).toList();
  }

  private static List<String> causes(Dataset dataset) {
    return dataset.warnings().stream().map(w -> w.kind().code() + ": " + w.cause()).toList();
  }

  private List<LabelledObject> objects(String labels) throws IOException {
    image("images/a.png");
    write("labels/a.txt", labels);
    write("classes.txt", "cat\ndog\n");
    return open().split("all").get(0).objects();
  }

  @Test
  void boxesAndPolygonsBecomePixels() throws IOException {
    assertEquals(
        List.of(
            new LabelledObject("cat", new Box(32, 20, 64, 60), false),
            new LabelledObject("dog", new Box(16, 16, 64, 40), false)),
        objects("\uFEFF0 " + BOX + "\r\n\n 1.0\t0.125 0.3  0.5 0.2 0.4 0.5 0.3 0.25 \n"));
  }

  @Test
  void sharesAreOfTheUprightImage() throws IOException {
    Path sample = Path.of("samples", "sheep-exif6.jpg");
    Files.createDirectories(folder.resolve("images"));
    Files.copy(sample, folder.resolve("images/a.jpg"));
    write("labels/a.txt", "0 0.5 0.5 1 1");
    write("classes.txt", "sheep");
    Image upright = new ImageReader().read(sample);
    assertEquals(
        new Box(0, 0, upright.width(), upright.height()),
        open().split("all").get(0).objects().get(0).box());
  }

  @Test
  void badLinesAreSkippedAndTold() throws IOException {
    image("images/a.png");
    write(
        "labels/a.txt",
        String.join(
            "\n",
            "0 " + BOX,
            "0 0.4 0.5 0.4",
            "0 0.4 0.5 0.4 0.5 0.9",
            "2 " + BOX,
            "-1 " + BOX,
            "0.5 " + BOX,
            "cat " + BOX,
            "0 0.4 0.5 0 0.5",
            "0 0.4 0.5 -0.4 0.5",
            "0 0.4 0.5 NaN 0.5",
            "0 0.4 0.5 1e999 0.5",
            "0 40 50 40 50",
            "0 0.875 0.5 0.5 0.5"));
    write("classes.txt", "cat\ndog");
    Dataset dataset = open();
    assertEquals(
        List.of(new Box(32, 20, 64, 60), new Box(80, 20, 128, 60)),
        dataset.split("all").get(0).objects().stream().map(LabelledObject::box).toList());
    assertEquals(
        List.of(
            "object_unusable: object 2 has 4 numbers, neither 5 nor those of a polygon; skipped it",
            "object_unusable: object 3 has 6 numbers, neither 5 nor those of a polygon; skipped it",
            "unknown_class: object 4 is of the class 2, which has no name; skipped it",
            "unknown_class: object 5 is of the class -1, which has no name; skipped it",
            "unknown_class: object 6 is of the class 0.5, which has no name; skipped it",
            "unknown_class: object 7 is of the class cat, which has no name; skipped it",
            "box_empty: object 8 (cat) has a box of zero area 0 0.4 0.5 0 0.5; skipped it",
            "box_empty: object 9 (cat) has an inverted box 0 0.4 0.5 -0.4 0.5; skipped it",
            "object_unusable: object 10 (cat) has no finite numbers as box 0 0.4 0.5 NaN 0.5; skipped it",
            "object_unusable: object 11 (cat) has no finite numbers as box 0 0.4 0.5 1e999 0.5; skipped it",
            "box_outside: object 12 (cat) has a box outside the image 0 40 50 40 50; skipped it",
            "box_outside: object 13 (cat) reaches 16 pixels out of the image; cut it"),
        causes(dataset));
  }

  @Test
  void namesAreTakenAsWritten() throws IOException {
    write(
        "data.yaml",
        "names:\n  0: no\n  1: 007\n  3: 1.50\n  4: null\n  5: 'a: b'\n  6: \"\\ud800\"\ntrain: images\nval:\ntest: []\n");
    image("images/a.png");
    write("labels/a.txt", "1 " + BOX + "\n2 " + BOX);
    Dataset dataset = open();
    assertEquals(List.of("train"), dataset.splits());
    List<LabelledImage> read = dataset.split("train");
    assertEquals("007", read.get(0).objects().get(0).label());
    assertEquals(List.of("no", "007", "1.50", "null", "a: b", "\uFFFD"), dataset.classNames(read));
    assertEquals(1, dataset.warnings().size());
  }

  @Test
  void splitsAreFoldersListsOfFoldersOrLists() throws IOException {
    for (String name : List.of("a/images/1", "a/images/sub/2", "b/3", "images/images/4", "c/5")) {
      image(name + ".png");
    }
    write("a/labels/1.txt", "0 " + BOX);
    write("a/labels/sub/2.txt", "0 " + BOX);
    write("b/3.txt", "0 " + BOX);
    write("images/labels/4.txt", "0 " + BOX);
    write("labels/images/4.txt", "not read: the last folder called images counts");
    write(
        "lists/val.txt",
        "../b/3.png\n./../images/images/4.png\nb/3.png\nimages/images/4.png\n\nlost.png\nb/3.png\n");
    write("lists/test.txt", folder.resolve("c/5.png") + "\n");
    write(
        "data.yaml",
        "path: .\ntrain: [a/images, b]\nval: ./lists/val.txt\ntest: %s\nnames: [cat]\n"
            .formatted(folder.resolve("lists/test.txt")));
    Dataset dataset = open();
    assertEquals(List.of("train", "val", "test"), dataset.splits());
    assertEquals(List.of("a/images/1", "a/images/sub/2", "b/3"), ids(dataset, "train"));
    assertEquals(List.of("b/3", "images/images/4"), ids(dataset, "val"));
    assertEquals(List.of("c/5"), ids(dataset, "test"));
    assertTrue(dataset.split("train").stream().allMatch(image -> image.objects().size() == 1));
    assertTrue(dataset.split("val").stream().allMatch(image -> image.objects().size() == 1));
    assertEquals(List.of(), dataset.split("test").get(0).objects(), "background");
    assertEquals(
        List.of(
            "image_missing: lists ../b/3.png, which is missing or outside the data set; skipped it",
            "image_missing: lists ./../images/images/4.png, which is missing or outside the data set;"
                + " skipped it",
            "image_missing: lists lost.png, which is missing or outside the data set; skipped it",
            "listed_twice: lists " + folder.resolve("b/3.png") + " twice; used it once"),
        causes(dataset));
  }

  @Test
  void exportsOfRoboflowAreRead() throws IOException {
    image("valid/images/1.png");
    write("valid/labels/1.txt", "0 " + BOX);
    write("data.yaml", "train: ../train/images\nval: ../valid/images\nnc: 1\nnames: ['cat']\n");
    Dataset dataset = open();
    assertEquals(1, dataset.split("val").get(0).objects().size());
    assertEquals(List.of("val"), dataset.splits());
    SppdetException e = assertThrows(SppdetException.class, () -> dataset.split("train"));
    assertEquals("no split \"train\"; there are: val", e.reason());
    assertEquals(
        List.of(
            "image_missing: holds no \"../train/images\", which the split train names; left it out"),
        causes(dataset));
  }

  @Test
  void anAbsolutePathMayLeadElsewhere() throws IOException {
    image("elsewhere/images/1.png");
    write("elsewhere/labels/1.txt", "0 " + BOX);
    Path yaml =
        write(
            "set/my.yaml",
            "path: %s\ntrain: images\nnames: [cat]".formatted(folder.resolve("elsewhere")));
    for (Path path : List.of(yaml, folder.resolve("set"))) {
      Dataset dataset = Dataset.open(path, DatasetFormat.AUTO);
      assertEquals(1, dataset.split("train").get(0).objects().size());
    }
    write("set/my.yaml", "path: /nowhere\ntrain: ../../elsewhere/images\nnames: [cat]");
    assertThrows(SppdetException.class, () -> Dataset.open(yaml, DatasetFormat.AUTO), "dots");
    write("set/my.yaml", "path: ../elsewhere\ntrain: a/../../elsewhere/images\nnames: [cat]");
    SppdetException e =
        assertThrows(SppdetException.class, () -> Dataset.open(yaml, DatasetFormat.AUTO));
    assertTrue(e.reason().startsWith("holds none of the folders and lists"), e.reason());
  }

  @Test
  void foldersOfImagesAreSplits() throws IOException {
    image("images/val/1.png");
    image("images/train/2.png");
    write("labels/train/2.txt", "0 " + BOX);
    write("labels/classes.txt", "cat\n");
    assertEquals(List.of("train", "val"), open().splits());
    assertEquals(1, open().split("train").get(0).objects().size());
    assertEquals(List.of(), open().split("val").get(0).objects());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "names",
        "[a, b]",
        "names: [a]",
        "names: {}\ntrain: x",
        "train: x",
        "names: {cat: 0}\ntrain: x",
        "names: [[a]]\ntrain: x",
        "names: [a]\ntrain: {a: b}",
        "names: [a\ntrain: x",
        "a: &a [*a]\nnames: [a]\n",
        "? [a]\n: b\n",
        "names: !!javax.script.ScriptEngineManager [a]",
        "\u0000\u0001",
        "%YAML 9.9\n---\nnames: [a]"
      })
  void whatIsNoDescriptionIsOneError(String text) throws IOException {
    Path file = write("data.yaml", text);
    SppdetException e = assertThrows(SppdetException.class, this::open);
    assertEquals(SppdetException.Kind.DATASET, e.kind());
    assertEquals(file.toString(), e.subject());
    assertEquals(1, e.reason().lines().count());
  }

  @Test
  void yamlThatGrowsOrNestsIsRefused() throws IOException {
    StringBuilder laughs = new StringBuilder("a0: &a0 [lol, lol]\n");
    for (int i = 1; i <= 30; i++) {
      laughs.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    for (String text :
        List.of(
            laughs + "names: [a]\ntrain: x\n",
            "names: " + "[".repeat(500_000),
            "a: ".repeat(300_000),
            "- ".repeat(300_000) + "names",
            "x: " + "y".repeat(2_000_000))) {
      write("data.yaml", text);
      assertTimeoutPreemptively(
          Duration.ofSeconds(20), () -> assertThrows(SppdetException.class, this::open));
    }
  }

  @Test
  void classesWithoutImagesOrNamesAreRefused() throws IOException {
    write("notes.txt", "");
    SppdetException e =
        assertThrows(SppdetException.class, () -> Dataset.open(folder, DatasetFormat.YOLO));
    assertEquals("holds neither data.yaml nor obj.data nor classes.txt", e.reason());
    assertThrows(SppdetException.class, this::open);
    write("classes.txt", "cat");
    assertThrows(SppdetException.class, () -> Dataset.open(folder, DatasetFormat.YOLO));
  }
}
