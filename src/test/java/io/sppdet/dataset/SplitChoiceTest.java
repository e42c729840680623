package io.sppdet.dataset;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.dataset.Labelled.Picture;
import io.sppdet.error.SppdetException;
import io.sppdet.image.ImageSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SplitChoiceTest {
  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    Map<String, List<Picture>> splits = new LinkedHashMap<>();
    for (String split : List.of("train", "val")) {
      List<Picture> pictures = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        pictures.add(Picture.blank(split + i, new ImageSize(8 + i, split.length()), List.of()));
      }
      splits.put(split, pictures);
    }
    Labelled.writeVoc(folder.resolve("voc"), splits);
    Labelled.writeCoco(folder.resolve("coco"), List.of("cat"), splits);
    Labelled.writeYolo(folder.resolve("yolo"), List.of("cat"), splits);
  }

  private Dataset open(DatasetFormat format) {
    return Dataset.open(folder.resolve(format.toString()), format);
  }

  private static List<String> ids(List<LabelledImage> images) {
    return images.stream().map(LabelledImage::id).toList();
  }

  @Test
  void nothingSaidMeansThePreferredSplitOrAll() throws IOException {
    Dataset divided = open(DatasetFormat.VOC);
    assertEquals("val", SplitChoice.of(null, "val", divided).text());
    assertEquals("train", SplitChoice.of("train", "val", divided).text());
    Labelled.delete(folder.resolve("voc/ImageSets"));
    Dataset undivided = open(DatasetFormat.VOC);
    SplitChoice all = SplitChoice.of(null, "val", undivided);
    assertEquals("all", all.text());
    assertEquals(20, all.from(undivided, 0).images().size());
  }

  @ParameterizedTest
  @EnumSource(names = {"VOC", "COCO", "YOLO"})
  void aDrawIsAPartitionThatItsListsGiveAgain(DatasetFormat format) throws IOException {
    Dataset dataset = open(format);
    SplitChoice.Chosen drawn = new SplitChoice("random:0.7").from(dataset, 5);
    assertEquals(14, drawn.images().size());
    List<String> all = new ArrayList<>(ids(drawn.images()));
    all.addAll(ids(drawn.rest()));
    assertEquals(ids(dataset.images()).stream().sorted().toList(), all.stream().sorted().toList());
    assertEquals(
        ids(drawn.images()), ids(new SplitChoice("random:0.7").from(open(format), 5).images()));
    assertNotEquals(
        ids(drawn.images()), ids(new SplitChoice("random:0.7").from(open(format), 6).images()));

    Path list = Files.write(folder.resolve("rest.txt"), ids(drawn.rest()));
    SplitChoice.Chosen listed = new SplitChoice(list.toString()).from(open(format), 0);
    assertEquals(drawn.rest(), listed.images());
    assertEquals(List.of(), listed.rest());
  }

  @Test
  void aListMayNameFilesAndPaths() throws IOException {
    Dataset dataset = open(DatasetFormat.YOLO);
    Path list =
        Files.writeString(
            folder.resolve("list.txt"),
            "\uFEFFimages/val/val3.png\r\n\n./images/train/train1\ntrain2.png\ntrain4\nval3\n"
                + folder.resolve("yolo/images/val/val7.png"));
    assertEquals(
        List.of(
            "images/val/val3",
            "images/train/train1",
            "images/train/train2",
            "images/train/train4",
            "images/val/val7"),
        ids(new SplitChoice(list.toString()).from(dataset, 0).images()));
    Files.writeString(list, "train1\nlost\ntrain1\n");
    SplitChoice.Chosen chosen = new SplitChoice(list.toString()).from(dataset, 0);
    assertEquals(List.of("images/train/train1"), ids(chosen.images()));
    assertEquals(
        List.of("names lost, but the data set has no usable image of that name; skipped it"),
        chosen.warnings().stream().map(DatasetWarning::cause).toList());
    Files.writeString(list, "lost\n");
    assertEquals(
        list.toString(),
        assertThrows(SppdetException.class, () -> new SplitChoice(list.toString()).from(dataset, 0))
            .subject());
  }

  @Test
  void copiesOfAPictureAreDrawnTogether() throws IOException {
    Path images = folder.resolve("voc/JPEGImages");
    Files.copy(images.resolve("train0.png"), images.resolve("val9.png"), REPLACE_EXISTING);
    Dataset dataset = open(DatasetFormat.VOC);
    for (long seed = 0; seed < 30; seed++) {
      SplitChoice.Chosen drawn = new SplitChoice("random:0.5").from(dataset, seed);
      List<String> ids = ids(drawn.images());
      assertEquals(ids.contains("train0"), ids.contains("val9"));
      assertTrue(ids.size() == 10 || ids.size() == 11, ids.toString());
      assertEquals(20, ids.size() + drawn.rest().size());
    }
  }

  @Test
  void whatIsNoSplitIsAnError() {
    Dataset dataset = open(DatasetFormat.COCO);
    assertEquals(
        "no such list; the data set's own splits are: train, val",
        assertThrows(SppdetException.class, () -> new SplitChoice("lost.txt").from(dataset, 0))
            .reason());
    assertThrows(SppdetException.class, () -> new SplitChoice("").from(dataset, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "1", "0.0", "1.0", "2", "-0.5", "NaN", "1e-3", "0,8", "80%"})
  void aShareLiesBetweenNoneAndAll(String share) {
    Dataset dataset = open(DatasetFormat.VOC);
    SppdetException e =
        assertThrows(
            SppdetException.class, () -> new SplitChoice("random:" + share).from(dataset, 0));
    assertEquals(SppdetException.Kind.USAGE, e.kind());
  }
}
