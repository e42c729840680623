package io.sppdet.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.dataset.Dataset;
import io.sppdet.dataset.DatasetFormat;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TrainingImagesTest {
  private static FeatureStore.Entry entry(int number, int content) {
    LabelledImage image =
        new LabelledImage("i" + number, Path.of("i" + number + ".jpg"), List.of());
    return new FeatureStore.Entry(image, "checksum" + content, 20, 10);
  }

  private static List<FeatureStore.Entry> different(int count) {
    return IntStream.range(0, count).mapToObj(i -> entry(i, i)).toList();
  }

  @Property(tries = 300)
  void everyImageIsOnOneSideAndCopiesStayTogether(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 120) int images,
      @ForAll @IntRange(min = 1, max = 60) int contents) {
    Random random = new Random(seed);
    List<FeatureStore.Entry> entries =
        IntStream.range(0, images).mapToObj(i -> entry(i, random.nextInt(contents))).toList();
    TrainingImages.Division<FeatureStore.Entry> division =
        TrainingImages.divide(entries, FeatureStore.Entry::checksum, seed);

    List<FeatureStore.Entry> both = new ArrayList<>(division.training());
    both.addAll(division.heldOut());
    assertEquals(images, both.size());
    assertEquals(Set.copyOf(entries), Set.copyOf(both));
    Set<String> shared = checksums(division.training());
    shared.retainAll(checksums(division.heldOut()));
    assertEquals(Set.of(), shared);

    // a tenth, and no more than the copies of the last image taken beyond it
    long copies =
        entries.stream()
            .collect(Collectors.groupingBy(FeatureStore.Entry::checksum, Collectors.counting()))
            .values()
            .stream()
            .max(Long::compare)
            .orElseThrow();
    assertTrue(10 * division.heldOut().size() >= images, "too few: " + division.heldOut().size());
    assertTrue(
        10 * (division.heldOut().size() - copies) < images,
        "too many: " + division.heldOut().size());
  }

  private static Set<String> checksums(List<FeatureStore.Entry> entries) {
    return entries.stream()
        .map(FeatureStore.Entry::checksum)
        .collect(Collectors.toCollection(HashSet::new));
  }

  @Test
  void nothingIsLearntFromDifficultObjectsAlone() {
    Path path = Path.of("src/test/resources/io/sppdet/dataset/cases/voc_all_difficult");
    Dataset dataset = Dataset.open(path, DatasetFormat.AUTO);
    Progress silent = new Silent();
    SppdetException e =
        assertThrows(
            SppdetException.class,
            () ->
                TrainingImages.open(
                    new DataChoice(path, DatasetFormat.AUTO, null, false), dataset, 0, 1, silent));
    assertEquals(Kind.DATASET, e.kind());
    assertEquals(
        "split \"all\" holds difficult objects only, from which nothing is learnt", e.reason());
  }

  @Test
  void aTenthIsHeldOut() {
    assertEquals(
        10,
        TrainingImages.divide(different(100), FeatureStore.Entry::checksum, 1).heldOut().size());
    assertEquals(
        11,
        TrainingImages.divide(different(101), FeatureStore.Entry::checksum, 1).heldOut().size());
    assertEquals(
        1, TrainingImages.divide(different(2), FeatureStore.Entry::checksum, 1).heldOut().size());
  }

  @Test
  void theSeedDecides() {
    List<FeatureStore.Entry> entries = different(100);
    TrainingImages.Division<FeatureStore.Entry> first =
        TrainingImages.divide(entries, FeatureStore.Entry::checksum, 5);
    assertEquals(first, TrainingImages.divide(entries, FeatureStore.Entry::checksum, 5));
    assertNotEquals(
        Set.copyOf(first.heldOut()),
        Set.copyOf(TrainingImages.divide(entries, FeatureStore.Entry::checksum, 6).heldOut()));
    assertNotEquals(
        Set.copyOf(first.heldOut()), Set.copyOf(entries.subList(0, 10)), "not just the first");
  }
}
