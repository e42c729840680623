package io.sppdet.train.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import io.sppdet.image.ImageReader;
import io.sppdet.image.ImageResizer;
import io.sppdet.operator.Precision;
import io.sppdet.proposal.ProposalMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureStoreTest {
  private static final String NETWORK = "0123456789abcdef";
  private static final FeatureStore.View PLAIN = new FeatureStore.View(100, false);
  private static final FeatureStore.View MIRRORED = new FeatureStore.View(100, true);
  private static final List<FeatureStore.View> BOTH = List.of(PLAIN, MIRRORED);
  private static final ProposalMethod METHOD = ProposalMethod.FAST;

  private static final FeatureStore.Refusal REFUSED =
      (image, cause) -> {
        throw cause;
      };

  @TempDir Path folder;
  private final ColourBackbone backbone = new ColourBackbone();
  private final List<String> refused = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private List<LabelledImage> images;

  @BeforeEach
  void makeImages() throws IOException {
    images = ShapesDataset.write(folder.resolve("data"), 3, 1);
  }

  private FeatureStore store() {
    return new FeatureStore(
        folder.resolve("cache"),
        NETWORK,
        ConvLayers.frozen(backbone, Precision.FLOAT32),
        METHOD,
        notes::add);
  }

  private List<FeatureStore.Entry> prepare(List<LabelledImage> labelled) {
    return store()
        .prepare(
            labelled,
            BOTH,
            BOTH,
            2,
            new Silent(),
            (image, cause) -> refused.add(image.id() + " " + cause.kind()));
  }

  private List<Path> stored() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("cache"))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private Path boxes(FeatureStore.Entry entry) {
    return folder.resolve("cache/boxes-fast").resolve(entry.checksum() + ".boxes");
  }

  private Path map(FeatureStore.Entry entry, String suffix) {
    return folder.resolve("cache/0123456789ab-map").resolve(entry.checksum() + suffix);
  }

  @Test
  void entriesHoldWhatDetectionWouldSee() {
    List<FeatureStore.Entry> entries = prepare(images);
    assertEquals(images, entries.stream().map(FeatureStore.Entry::image).toList());
    assertEquals(List.of(), refused);
    Image image = new ImageReader().read(images.get(1).image());
    FeatureStore.Entry entry = entries.get(1);
    assertEquals(image.width(), entry.width());
    assertEquals(image.height(), entry.height());
    List<Box> proposals = METHOD.generator().propose(image);
    assertEquals(proposals.size(), store().proposals(entry).size());
    for (int i = 0; i < proposals.size(); i++) {
      assertTrue(proposals.get(i).iou(store().proposals(entry).get(i)) > 0.9999, "proposal " + i);
    }
    assertMap(ImageResizer.resize(image, 133, 100), entry, PLAIN);
    assertMap(ImageResizer.flip(ImageResizer.resize(image, 133, 100)), entry, MIRRORED);
  }

  private void assertMap(Image resized, FeatureStore.Entry entry, FeatureStore.View view) {
    try (NDManager scope = NDManager.newBaseManager()) {
      NDArray expected = backbone.forward(scope, resized).singletonOrThrow();
      NDArray map = store().maps(scope, entry, view).singletonOrThrow();
      assertEquals(new Shape(1, ColourBackbone.CHANNELS, 13, 17), map.getShape());
      assertArrayEquals(expected.toFloatArray(), map.toFloatArray(), 2e-3f); // fp16
    }
  }

  @Test
  void otherViewsAreMadeWhenAskedFor() throws IOException {
    FeatureStore.Entry entry = prepare(images).get(0);
    int files = stored().size();
    FeatureStore.View larger = new FeatureStore.View(120, true);
    Image image = new ImageReader().read(images.get(0).image());
    try (NDManager scope = NDManager.newBaseManager()) {
      float[] made = store().maps(scope, entry, larger).singletonOrThrow().toFloatArray();
      NDArray expected =
          backbone.forward(scope, ImageResizer.flip(image)).singletonOrThrow(); // 120 pixels high
      assertArrayEquals(expected.toFloatArray(), made, 2e-3f);
      int forwards = backbone.forwards();
      assertArrayEquals(made, store().maps(scope, entry, larger).singletonOrThrow().toFloatArray());
      assertEquals(forwards, backbone.forwards());
    }
    assertEquals(files + 1, stored().size());
  }

  /** Every view of every image has colours of its own, the same each time. */
  @Test
  void coloursOfAViewAreItsOwn() throws IOException {
    Image image = new ImageReader().read(images.get(0).image());
    FeatureStore.View plain = new FeatureStore.View(100, false, 0.4);
    FeatureStore.View mirrored = new FeatureStore.View(100, true, 0.4);
    byte[] changed = plain.of(image, "a").rgb();
    assertArrayEquals(changed, plain.of(image, "a").rgb());
    assertFalse(Arrays.equals(changed, PLAIN.of(image, "a").rgb()));
    assertFalse(Arrays.equals(changed, plain.of(image, "b").rgb()));
    assertFalse(Arrays.equals(changed, ImageResizer.flip(mirrored.of(image, "a")).rgb()));
    FeatureStore.Entry entry = prepare(images).get(0);
    int files = stored().size();
    try (NDManager scope = NDManager.newBaseManager()) {
      NDArray expected =
          backbone.forward(scope, plain.of(image, entry.checksum())).singletonOrThrow();
      float[] made = store().maps(scope, entry, plain).singletonOrThrow().toFloatArray();
      assertArrayEquals(expected.toFloatArray(), made, 2e-3f);
    }
    assertEquals(files + 1, stored().size());
  }

  @Test
  void nothingIsMadeTwice() {
    List<FeatureStore.Entry> first = prepare(images);
    assertEquals(2 * images.size(), backbone.forwards());
    List<FeatureStore.Entry> second = prepare(images);
    assertEquals(2 * images.size(), backbone.forwards());
    assertEquals(first, second);
  }

  @Test
  void changedImagesGetNewFiles() throws IOException {
    FeatureStore.Entry before = prepare(images).get(0);
    int files = stored().size();
    ShapesDataset.writePicture(
        images.get(0).image(), new Box(0, 0, 90, 50), new Box(90, 50, 140, 100), new Random(9));
    FeatureStore.Entry after = prepare(images).get(0);
    assertNotEquals(before.checksum(), after.checksum());
    assertNotEquals(store().proposals(before), store().proposals(after));
    assertEquals(2 * images.size() + 2, backbone.forwards());
    assertEquals(files + 3, stored().size());
  }

  /** Else what is kept under the old one's checksum would be the new one's. */
  @Test
  void anImageThatChangesMeanwhileIsRefused() throws IOException {
    FeatureStore.Entry entry = prepare(images).get(0);
    Files.delete(map(entry, "-100.map"));
    Files.copy(images.get(1).image(), entry.image().image(), StandardCopyOption.REPLACE_EXISTING);
    SppdetException e = assertThrows(SppdetException.class, () -> store().make(entry, PLAIN));
    assertEquals(
        entry.image().image() + ": was changed while this run was using it", e.getMessage());
    assertTrue(Files.notExists(map(entry, "-100.map")));
  }

  @Test
  void otherSettingsMeetNoStaleFiles() throws IOException {
    prepare(images);
    store()
        .prepare(
            images,
            List.of(),
            List.of(new FeatureStore.View(120, false)),
            1,
            new Silent(),
            REFUSED);
    FeatureStore otherNetwork =
        new FeatureStore(
            folder.resolve("cache"),
            "f" + NETWORK,
            ConvLayers.frozen(backbone, Precision.FLOAT32),
            METHOD,
            notes::add);
    otherNetwork.prepare(images, BOTH, BOTH, 1, new Silent(), REFUSED);
    assertEquals(5 * images.size(), backbone.forwards());
    assertEquals(6 * images.size(), stored().size(), "the proposals are the same");
  }

  @Test
  void unreadableImagesCostNoOther() throws IOException {
    Files.writeString(images.get(0).image(), "no picture");
    byte[] whole = Files.readAllBytes(images.get(1).image());
    Files.write(images.get(1).image(), Arrays.copyOf(whole, whole.length / 2));
    List<LabelledImage> all = new ArrayList<>(images);
    all.add(1, new LabelledImage("lost", folder.resolve("lost.png"), List.of()));
    List<FeatureStore.Entry> entries = prepare(all);
    assertEquals(List.of("002"), entries.stream().map(e -> e.image().id()).toList());
    assertEquals(
        List.of("000 IMAGE_UNREADABLE", "lost IMAGE_MISSING", "001 IMAGE_TRUNCATED"), refused);
    assertEquals(3, stored().size());
  }

  @Test
  void duplicatesInASplitShareTheirFiles() throws IOException {
    Path copy = Files.copy(images.get(0).image(), folder.resolve("copy.png"));
    List<LabelledImage> twice =
        List.of(images.get(0), new LabelledImage("copy", copy, List.of()), images.get(1));
    List<FeatureStore.Entry> entries = prepare(twice);
    assertEquals(twice, entries.stream().map(FeatureStore.Entry::image).toList());
    assertEquals(entries.get(0).checksum(), entries.get(1).checksum());
    assertEquals(store().proposals(entries.get(0)), store().proposals(entries.get(1)));
    assertEquals(6, stored().size());
    assertEquals(List.of(), refused);
  }

  @Test
  void killedRunsDoNoHarm() throws IOException {
    FeatureStore.Entry entry = prepare(images).get(0);
    byte[] map = Files.readAllBytes(map(entry, "-100.map"));
    Files.delete(boxes(entry)); // killed while it wrote these
    Files.delete(map(entry, "-100.map"));
    for (Path left :
        List.of(
            boxes(entry).resolveSibling(entry.checksum() + ".boxes.1.part"),
            map(entry, "-100.map.2.part"))) {
      Files.write(left, Arrays.copyOf(map, map.length / 2));
      Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    }
    Path young = Files.write(map(entry, "-100.map.3.part"), map); // another run's at work
    assertEquals(entry, prepare(images).get(0));
    assertArrayEquals(map, Files.readAllBytes(map(entry, "-100.map")));
    Files.delete(young);
    assertEquals(3 * images.size(), stored().size(), "leftovers are gone");
    assertEquals(List.of(), refused);
  }

  /** One bit, half a file, none of it, an old version's: never other maps or boxes. */
  @Test
  void damagedFilesAreMadeAgain() throws IOException {
    FeatureStore.Entry entry = prepare(images).get(0);
    for (Path file : List.of(map(entry, "-100.map"), boxes(entry))) {
      byte[] whole = Files.readAllBytes(file);
      byte[] flipped = whole.clone();
      flipped[whole.length - 20] ^= 1; // in the numbers
      for (byte[] damaged :
          List.of(
              flipped,
              new byte[0],
              Arrays.copyOf(whole, whole.length / 2),
              Arrays.copyOf(whole, whole.length - 8))) {
        Files.write(file, damaged);
        notes.clear();
        FeatureStore store = store();
        try (NDManager scope = NDManager.newBaseManager()) {
          store.maps(scope, entry, PLAIN);
          store.proposals(entry);
        }
        assertArrayEquals(whole, Files.readAllBytes(file));
        assertEquals(1, notes.size(), notes.toString());
        assertTrue(notes.get(0).startsWith(file + " is damaged"), notes.get(0));
        Files.write(file, damaged);
        assertEquals(entry, prepare(images).get(0));
      }
    }
    assertEquals(List.of(), refused);
  }

  /** A full disk must end the training, not shrink its data set image by image. */
  @Test
  void whatCanNotBeWrittenIsNoFaultOfTheImage() throws IOException {
    FeatureStore.Entry entry = prepare(images).get(0);
    Files.delete(map(entry, "-100.map"));
    Files.createDirectories(map(entry, "-100.map").resolve("in the way"));
    SppdetException e = assertThrows(SppdetException.class, () -> prepare(images));
    assertEquals(Kind.OUTPUT, e.kind());
    assertEquals(List.of(), refused);
  }
}
