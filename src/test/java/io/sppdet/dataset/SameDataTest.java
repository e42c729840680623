package io.sppdet.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sppdet.SharedFiles;
import io.sppdet.dataset.Labelled.Picture;
import io.sppdet.geometry.Box;
import io.sppdet.image.ImageReader;
import io.sppdet.image.ImageSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same data in all formats of boxes give the same images and objects. */
class SameDataTest {
  private static final List<String> CLASSES = List.of("zebra", "cat", "no");

  private static final double ROUNDING = 1e-6;

  @Provide
  Arbitrary<List<Picture>> pictures() {
    Arbitrary<ImageSize> sizes =
        Combinators.combine(
                Arbitraries.integers().between(1, 700), Arbitraries.integers().between(1, 700))
            .as(ImageSize::new);
    Arbitrary<List<Integer>> quarters = Arbitraries.integers().between(0, 1000).list().ofSize(4);
    Arbitrary<List<List<Integer>>> boxes = quarters.list().ofMaxSize(6);
    Arbitrary<List<Integer>> labels = Arbitraries.integers().between(0, 5).list().ofSize(6);
    return Combinators.combine(sizes, boxes, labels)
        .as(SameDataTest::objects)
        .list()
        .ofMaxSize(4)
        .map(
            all -> {
              List<Picture> named = new ArrayList<>();
              for (Picture p : all) {
                named.add(Picture.blank("p" + named.size(), p.size(), p.objects()));
              }
              return named;
            });
  }

  /** Boxes of whole pixels; each of two pixels at least, as one pixel of VOC is dirt. */
  private static Picture objects(ImageSize size, List<List<Integer>> boxes, List<Integer> labels) {
    List<LabelledObject> objects = new ArrayList<>();
    for (List<Integer> box : boxes) {
      int x1 = Math.min(box.get(0), box.get(1)) * size.width() / 1000;
      int x2 = Math.max(box.get(0), box.get(1)) * size.width() / 1000;
      int y1 = Math.min(box.get(2), box.get(3)) * size.height() / 1000;
      int y2 = Math.max(box.get(2), box.get(3)) * size.height() / 1000;
      if (x2 - x1 >= 2 && y2 - y1 >= 2) {
        int label = labels.get(objects.size());
        objects.add(
            new LabelledObject(CLASSES.get(label % 3), new Box(x1, y1, x2, y2), label >= 3));
      }
    }
    return Picture.blank("p", size, objects);
  }

  @Property(tries = 40)
  void anyDataReadAlike(
      @ForAll("pictures") List<Picture> train, @ForAll("pictures") List<Picture> val)
      throws IOException {
    List<Picture> renamed = new ArrayList<>();
    for (Picture p : val) {
      renamed.add(Picture.blank("val" + p.stem(), p.size(), p.objects()));
    }
    Path folder = Files.createTempDirectory("same");
    try {
      Map<String, List<Picture>> splits = new LinkedHashMap<>();
      splits.put("train", train);
      splits.put("val", renamed);
      assertReadAlike(folder, CLASSES, splits);
    } finally {
      Labelled.delete(folder);
    }
  }

  /** Converted from VOC by writing it in the others; read with all its own pictures. */
  @ParameterizedTest
  @ValueSource(strings = {"raccoon", "bccd"})
  void realDataReadAlike(String name) throws IOException {
    Dataset real = Dataset.open(SharedFiles.require("datasets/" + name), DatasetFormat.AUTO);
    Map<String, List<Picture>> splits = new LinkedHashMap<>();
    for (String split : List.of("train", "val")) {
      List<Picture> pictures = new ArrayList<>();
      for (LabelledImage image : real.split(split)) {
        pictures.add(
            new Picture(
                image.image().getFileName().toString(),
                new ImageReader().size(image.image()),
                image.objects(),
                link -> Files.createSymbolicLink(link, image.image())));
      }
      splits.put(split, pictures);
    }
    Path folder = Files.createTempDirectory("real");
    try {
      assertReadAlike(folder, real.classNames(real.images()), splits);
    } finally {
      Labelled.delete(folder);
    }
  }

  private static void assertReadAlike(
      Path folder, List<String> classes, Map<String, List<Picture>> splits) throws IOException {
    Set<DatasetFormat> ofBoxes = EnumSet.allOf(DatasetFormat.class);
    ofBoxes.removeAll(List.of(DatasetFormat.AUTO, DatasetFormat.FOLDERS));
    for (DatasetFormat format : ofBoxes) {
      Labelled.write(format, folder.resolve(format.toString()), classes, splits);
      Dataset dataset = Dataset.open(folder.resolve(format.toString()), DatasetFormat.AUTO);
      assertEquals(format, dataset.format());
      assertEquals(List.of("train", "val"), dataset.splits());
      for (String split : dataset.splits()) {
        List<LabelledImage> read = new ArrayList<>(dataset.split(split));
        List<Picture> written = new ArrayList<>(splits.get(split));
        read.sort(Comparator.comparing(image -> image.image().getFileName().toString()));
        written.sort(Comparator.comparing(Picture::name));
        assertEquals(written.size(), read.size());
        for (int i = 0; i < read.size(); i++) {
          assertSame(written.get(i), read.get(i), format);
        }
        if (format != DatasetFormat.VOC) {
          assertEquals(classes, dataset.classNames(read));
        }
      }
      assertEquals(List.of(), dataset.warnings());
    }
  }

  private static void assertSame(Picture written, LabelledImage read, DatasetFormat format) {
    assertEquals(written.name(), read.image().getFileName().toString());
    assertEquals(written.objects().size(), read.objects().size(), read.toString());
    for (int i = 0; i < read.objects().size(); i++) {
      LabelledObject expected = written.objects().get(i);
      LabelledObject object = read.objects().get(i);
      assertEquals(expected.label(), object.label());
      assertEquals(expected.difficult() && format != DatasetFormat.YOLO, object.difficult());
      assertEquals(expected.box().x1(), object.box().x1(), ROUNDING);
      assertEquals(expected.box().y1(), object.box().y1(), ROUNDING);
      assertEquals(expected.box().x2(), object.box().x2(), ROUNDING);
      assertEquals(expected.box().y2(), object.box().y2(), ROUNDING);
    }
  }
}
