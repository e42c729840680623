package io.sppdet.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.error.SppdetException;
import io.sppdet.geometry.Box;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Data sets as labelling programs leave them, rather than as the formats' inventors did. */
class LayoutsTest {
  private static final String YOLO = "1 0.375 0.5 0.25 0.5\n";

  private static final String VOC =
      """
      <annotation><size><width>128</width><height>80</height></size><object><name>dog</name><bndbox>
      <xmin>33</xmin><ymin>21</ymin><xmax>64</xmax><ymax>60</ymax></bndbox></object></annotation>
      """;

  @TempDir Path folder;

  private void photo(String name) throws IOException {
    new SmallDataset(folder).photo(name);
  }

  private void write(String name, String text) throws IOException {
    new SmallDataset(folder).write(name, text);
  }

  private void assertHolds(DatasetFormat format, String split, String... ids) {
    Dataset dataset = Dataset.open(folder, DatasetFormat.AUTO);
    assertEquals(format, dataset.format());
    List<LabelledImage> images = dataset.split(split);
    assertEquals(List.of(ids), images.stream().map(LabelledImage::id).toList());
    LabelledObject dog = new LabelledObject("dog", new Box(32, 20, 64, 60), false);
    images.forEach(image -> assertEquals(List.of(dog), image.objects(), image.id()));
    assertEquals(List.of(), dataset.warnings());
  }

  @Test
  void labelImgKeepsXmlBesideThePhoto() throws IOException {
    photo("a.png");
    photo("b.png");
    write("a.xml", VOC);
    write("b.xml", VOC);
    assertHolds(DatasetFormat.VOC, "all", "a", "b");
  }

  /** One that was not opened there yet is not one that shows nothing. */
  @Test
  void aPhotoWithoutXmlIsSkippedAndTold() throws IOException {
    photo("a.png");
    photo("b.png");
    write("a.xml", VOC);
    Dataset dataset = Dataset.open(folder, DatasetFormat.AUTO);
    assertEquals(1, dataset.split("all").size());
    assertEquals("annotation is missing; skipped the image", dataset.warnings().get(0).cause());
    assertEquals(folder.resolve("b.xml"), dataset.warnings().get(0).file());
    assertTrue(dataset.reads(folder.resolve("a.xml")));
  }

  @Test
  void labelImgKeepsTextBesideThePhotoAndClassesAmongThem() throws IOException {
    photo("a.png");
    write("a.txt", YOLO);
    write("classes.txt", "cat\ndog\n");
    assertHolds(DatasetFormat.YOLO, "all", "a");
    assertEquals(
        List.of("cat", "dog"), Dataset.open(folder, DatasetFormat.AUTO).classNames(List.of()));
  }

  @Test
  void valAndValidAreTwoSplitsWhereBothAreThere() throws IOException {
    for (String split : List.of("val", "valid")) {
      photo(split + "/" + split + ".png");
      write(split + "/" + split + ".xml", VOC);
    }
    assertEquals(List.of("val", "valid"), Dataset.open(folder, DatasetFormat.AUTO).splits());
    assertHolds(DatasetFormat.VOC, "val", "val/val");
    assertHolds(DatasetFormat.VOC, "valid", "valid/valid");
  }

  @Test
  void darknetMayNameBothToo() throws IOException {
    photo("a.png");
    photo("b.png");
    write("a.txt", YOLO);
    write("b.txt", YOLO);
    write("v.list", "a.png\n");
    write("w.list", "b.png\n");
    write("obj.names", "cat\ndog\n");
    write("obj.DATA", "names = obj.names\nval = v.list\nvalid = w.list\n");
    assertHolds(DatasetFormat.YOLO, "val", "a");
    assertHolds(DatasetFormat.YOLO, "valid", "b");
  }

  @Test
  void aListMayEndInCapitals() throws IOException {
    photo("JPEGImages/a.png");
    photo("JPEGImages/b.png");
    write("Annotations/a.xml", VOC);
    write("Annotations/b.xml", VOC);
    write("ImageSets/Main/val.TXT", "b\n");
    assertEquals(List.of("val"), Dataset.open(folder, DatasetFormat.AUTO).splits());
    assertHolds(DatasetFormat.VOC, "val", "b");
  }

  @Test
  void labelImgMayWriteBoth() throws IOException {
    photo("a.png");
    write("a.xml", VOC);
    write("a.txt", YOLO);
    write("classes.txt", "cat\ndog\n");
    SppdetException e =
        assertThrows(
            SppdetException.class, () -> Dataset.open(folder, DatasetFormat.AUTO).splits());
    assertEquals("looks like voc and yolo", e.reason());
    assertEquals(1, Dataset.open(folder, DatasetFormat.YOLO).split("all").size());
  }

  @Test
  void roboflowKeepsAFolderASplit() throws IOException {
    photo("train/a.png");
    write("train/a.xml", VOC);
    photo("valid/a.png");
    write("valid/a.xml", VOC);
    photo("test/c.png");
    write("test/c.xml", VOC);
    write("README.roboflow.txt", "raccoons - v1\n");
    assertHolds(DatasetFormat.VOC, "train", "train/a");
    assertHolds(DatasetFormat.VOC, "val", "valid/a");
    assertHolds(DatasetFormat.VOC, "test", "test/c");
    Dataset dataset = Dataset.open(folder, DatasetFormat.AUTO);
    assertEquals(List.of("train", "val", "test"), dataset.splits());
    assertEquals(3, dataset.images().size());
    SppdetException e = assertThrows(SppdetException.class, () -> dataset.split("valid"));
    assertEquals("no split \"valid\"; there are: train, val, test", e.reason());
  }

  @Test
  void roboflowForDarknetNamesClassesInEachSplit() throws IOException {
    for (String split : List.of("train", "valid")) {
      photo(split + "/a.png");
      write(split + "/a.txt", YOLO);
      write(split + "/_darknet.labels", "cat\ndog\n");
    }
    assertHolds(DatasetFormat.YOLO, "train", "train/a");
    assertHolds(DatasetFormat.YOLO, "val", "valid/a");
  }

  /** Names begin with the folder in which darknet keeps its data, whatever it is called here. */
  @Test
  void cvatListsPhotosFromWhereDarknetIsStarted() throws IOException {
    write(
        "obj.data",
        """
        classes = 2
        train = data/train.txt
        valid = data/valid.txt
        names = data/obj.names
        backup = backup/
        """);
    write("obj.names", "cat\ndog\n");
    write("train.txt", "data/obj_train_data/a.png\ndata/obj_train_data/cam/b.png\n");
    write("valid.txt", "data/obj_valid_data/c.png\n");
    for (String name : List.of("obj_train_data/a", "obj_train_data/cam/b", "obj_valid_data/c")) {
      photo(name + ".png");
      write(name + ".txt", YOLO);
    }
    assertHolds(DatasetFormat.YOLO, "train", "obj_train_data/a", "obj_train_data/cam/b");
    assertHolds(DatasetFormat.YOLO, "val", "obj_valid_data/c");
    Dataset dataset = Dataset.open(folder, DatasetFormat.AUTO);
    for (String name : List.of("obj.data", "obj.names", "train.txt", "obj_train_data/a.txt")) {
      assertTrue(dataset.reads(folder.resolve(name)), name);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'names = ../obj.names', 'names its classes in obj.names, which is not beside it'",
    "'names = n', 'names no images: it has none of train, valid and test'",
    "'names = n\ntrain = ../../x.txt', 'holds none of the folders and lists its splits name: [[../../x.txt]]'"
  })
  void darknetsDescriptionMayBeWrong(String text, String reason) throws IOException {
    write("obj.data", text);
    write("n", "cat\n");
    SppdetException e =
        assertThrows(SppdetException.class, () -> Dataset.open(folder, DatasetFormat.AUTO));
    assertEquals(reason, e.reason());
  }

  @Test
  void labelStudioKeepsPhotosInImages() throws IOException {
    photo("images/a.png");
    write("Annotations/a.xml", VOC);
    assertHolds(DatasetFormat.VOC, "all", "a");
  }

  @Test
  void cvatKeepsFoldersBelow() throws IOException {
    photo("JPEGImages/cam1/a.png");
    photo("JPEGImages/cam2/a.png");
    write("Annotations/cam1/a.xml", VOC);
    write("Annotations/cam2/a.xml", VOC);
    assertHolds(DatasetFormat.VOC, "all", "cam1/a", "cam2/a");
    write("ImageSets/Main/train.txt", "cam2/a\n");
    assertHolds(DatasetFormat.VOC, "train", "cam2/a");
  }

  @ParameterizedTest
  @CsvSource({
    "'', 'no files'",
    "a.pdf, '1 .pdf; the photos must be there, too'",
    "'a.png b.txt', '1 .txt, 1 photo; give each .txt the name of its photo, put it'",
    "'a.png c.png a.txt', '2 photos, 1 .txt; give each .txt the name of its photo, put it'",
    "'p/a.png x/a.xml', '1 .xml, 1 photo; give each .xml the name of its photo, and put it'",
    "'a.png b.png', '2 photos; there are no labels: draw boxes with labelImg'",
    "'p/a.png p/q/b.json', '1 .json, 1 photo; put one .json of COCO, with all labels of a split,'"
  })
  void whatIsNoDataSetTellsWhatItHolds(String files, String told) throws IOException {
    for (String name : files.split(" ", -1)) {
      if (name.endsWith(".png")) {
        photo(name);
      } else if (!name.isEmpty()) {
        write(name, "0 0 0 0 0");
      }
    }
    SppdetException e =
        assertThrows(SppdetException.class, () -> Dataset.open(folder, DatasetFormat.AUTO));
    assertTrue(e.reason().startsWith("no data set: neither"), e.reason());
    assertTrue(e.reason().contains("; found " + told), e.reason());
  }
}
