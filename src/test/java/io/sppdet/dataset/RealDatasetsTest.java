package io.sppdet.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.SharedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RealDatasetsTest {
  @ParameterizedTest
  @CsvSource({
    // the official count of non-difficult objects in VOC 2007's train is 6,301
    "voc07, train, 2501, 7844, 1543, 20, 0",
    "voc07, val, 1510, 4716, 915, 20, 0",
    "raccoon, train, 160, 172, 0, 1, 0",
    "raccoon, val, 40, 45, 0, 1, 0",
    "bccd, train, 205, 2804, 0, 3, 1",
    "bccd, val, 87, 1137, 0, 3, 1",
    "bccd, test, 72, 945, 0, 3, 0"
  })
  void holdWhatIsKnownOfThem(
      String name, String split, int images, int objects, int difficult, int classes, int warnings)
      throws IOException {
    Path folder = SharedFiles.require("datasets/" + name);
    VocDataset dataset = VocDataset.open(folder);
    List<LabelledImage> read = dataset.split(split);
    assertEquals(images, read.size());
    List<LabelledObject> all = read.stream().flatMap(i -> i.objects().stream()).toList();
    assertEquals(objects, all.size());
    assertEquals(difficult, all.stream().filter(LabelledObject::difficult).count());
    assertEquals(classes, dataset.classNames(read).size());
    assertEquals(warnings, dataset.warnings().size());

    // counted once more in the plain text
    long inText = 0;
    long difficultInText = 0;
    for (LabelledImage image : read) {
      String xml = Files.readString(folder.resolve("Annotations/" + image.id() + ".xml"));
      inText += Pattern.compile("<object>").matcher(xml).results().count();
      difficultInText += Pattern.compile("<difficult>1").matcher(xml).results().count();
    }
    assertEquals(inText, all.size() + warnings);
    assertEquals(difficultInText, difficult);
  }

  @Test
  void theTwoBoxesOfZeroAreaAreTold() {
    VocDataset bccd = VocDataset.open(SharedFiles.require("datasets/bccd"));
    bccd.split("trainval");
    assertEquals(
        List.of(
            "BloodImage_00338.xml: object %s has a box of zero area [504, 337, 504, 337]",
            "BloodImage_00343.xml: object %s has a box of zero area [181, 329, 181, 329]"),
        bccd.warnings().stream()
            .map(w -> w.file().getFileName() + ": " + w.cause())
            .map(w -> w.replaceFirst("object \\d+ \\(\\w+\\)", "object %s"))
            .map(w -> w.replace("; skipped it", ""))
            .toList());
  }

  @Test
  void vocsSplitsAreApart() {
    VocDataset voc = VocDataset.open(SharedFiles.require("datasets/voc07"));
    assertEquals(List.of("train", "trainval", "val"), voc.splits());
    Set<String> ids = new HashSet<>();
    voc.split("train").forEach(image -> ids.add(image.id()));
    voc.split("val").forEach(image -> assertTrue(ids.add(image.id()), image.id()));
    assertEquals(4011, ids.size());
    assertEquals(
        ids, new HashSet<>(voc.split("trainval").stream().map(LabelledImage::id).toList()));
  }

  /** The lists that ship in scripts/voc07 are those our figures rest on. */
  @ParameterizedTest
  @CsvSource({"train", "val"})
  void theShippedListsAreTheSplits(String split) throws IOException {
    Path shared = SharedFiles.require("datasets/voc07/ImageSets/Main/" + split + ".txt");
    assertEquals(
        Files.readAllLines(shared),
        Files.readAllLines(Path.of("scripts", "voc07", split + ".txt")));
  }
}
