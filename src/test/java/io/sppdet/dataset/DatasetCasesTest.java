package io.sppdet.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.dataset.DatasetWarning.Kind;
import io.sppdet.error.SppdetException;
import io.sppdet.geometry.Box;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Data sets that people reported of tools like this one as read wrongly without a word. */
class DatasetCasesTest {
  private static final Path CASES = Path.of("src/test/resources/io/sppdet/dataset/cases");

  /** In a picture of 128×80 the box 32,20 to 64,60; exact in binary. */
  private static final String BOX = "0.375 0.5 0.25 0.5";

  private static final String XML =
      "<annotation><object><name>cat</name><bndbox><xmin>5</xmin><ymin>5</ymin><xmax>40</xmax>"
          + "<ymax>30</ymax></bndbox></object></annotation>";

  private static final String COCO =
      """
      {"images": [{"id": 1, "file_name": "%s.png", "width": 128, "height": 80}],
       "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [5, 5, 35, 25]}],
       "categories": [{"id": 1, "name": "%s"}]}
      """;

  @TempDir Path folder;

  private void image(String name) throws IOException {
    new SmallDataset(folder).photo(name);
  }

  private void write(String name, String text) throws IOException {
    new SmallDataset(folder).write(name, text);
  }

  private void appleDouble(String name) throws IOException {
    byte[] bytes = new byte[120];
    byte[] start = "\0\5\26\7\0\2\0\0Mac OS X        ".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(start, 0, bytes, 0, start.length);
    Files.write(folder.resolve(name), bytes);
  }

  private Dataset open() {
    return Dataset.open(folder, DatasetFormat.AUTO);
  }

  private static Dataset open(String name) {
    return Dataset.open(CASES.resolve(name), DatasetFormat.AUTO);
  }

  private static Set<String> ids(Dataset dataset, String split) {
    Set<String> ids = new TreeSet<>();
    dataset.split(split).forEach(image -> ids.add(image.id()));
    return ids;
  }

  private static List<String> warnings(Dataset dataset) {
    dataset.images();
    return dataset.warnings().stream()
        .map(w -> w.kind().code() + " " + w.file().getFileName() + ": " + w.cause())
        .toList();
  }

  private static List<Integer> objectCounts(Dataset dataset) {
    return dataset.images().stream().map(image -> image.objects().size()).toList();
  }

  @Test
  void namesWithSpacesAndNumbersAreWhole() {
    Dataset dataset = open("voc_space");
    assertEquals(
        Set.of("photo", "photo 0", "photo 1", "photo -1", "photo 2"), ids(dataset, "train"));
    assertEquals(Set.of("photo 2"), ids(dataset, "val"));
    assertEquals(List.of(), warnings(dataset));
  }

  @ParameterizedTest
  @CsvSource({
    "a 1|a 0, a 1|a 0, true", // both are photos
    "a  1|b -1, a|b, true", // a list of one class
    "a|a 1, a|a 1, true",
    "a 1|b 0, a|b, true",
    "a 1|a 1, a 1, false"
  })
  void aSecondColumnIsCutOnlyWhereTheLineIsNoName(String lines, String expected, boolean clean)
      throws IOException {
    for (String id : List.of("a", "b", "a 0")) {
      image("JPEGImages/" + id + ".png");
      write("Annotations/" + id + ".xml", XML);
    }
    if (lines.contains("a 1") && expected.contains("a 1")) {
      image("JPEGImages/a 1.png");
      write("Annotations/a 1.xml", XML);
    }
    write("ImageSets/Main/train.txt", lines.replace('|', '\n'));
    Dataset dataset = open();
    assertEquals(Set.of(expected.split("\\|")), ids(dataset, "train"));
    assertEquals(clean, dataset.warnings().isEmpty(), dataset.warnings().toString());
  }

  @Test
  void vocReadsAllKindsOfImages() {
    Dataset dataset = open("voc_ext");
    assertEquals(Set.of("a", "b", "c", "d", "e", "f", "g", "h"), ids(dataset, "all"));
    assertEquals(List.of(), warnings(dataset));
  }

  @Test
  void keyPointsFollowTheBox() {
    Dataset dataset = open("yolo_pose");
    for (LabelledImage image : dataset.split("train")) { // 96×64, a share of 0.2 around 0.7
      assertEquals(1, image.objects().size(), image.id());
      Box box = image.objects().get(0).box();
      assertEquals(57.6, box.x1(), 1e-9, image.id());
      assertEquals(38.4, box.y1(), 1e-9, image.id());
      assertEquals(76.8, box.x2(), 1e-9, image.id());
      assertEquals(51.2, box.y2(), 1e-9, image.id());
    }
    assertEquals(List.of(), warnings(dataset));
  }

  @Test
  void withoutKeyPointsMoreNumbersAreAPolygon() throws IOException {
    image("images/a.png");
    write("labels/a.txt", "0 0.125 0.3 0.5 0.2 0.4 0.5 0.3 0.25");
    write("data.yaml", "train: images\nnames: [cat]\nkpt_shape: null\n");
    assertEquals(new Box(16, 16, 64, 40), open().split("train").get(0).objects().get(0).box());
  }

  @Test
  void aBoxThatIsThereTwiceIsUsedOnce() {
    Dataset dataset = open("yolo_same_box_twice");
    assertEquals(List.of(1), objectCounts(dataset));
    assertEquals(
        List.of("object_twice 1.txt: object 2 (cat) has the box of another; used it once"),
        warnings(dataset));
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 0", "0, 0", "1, 1"})
  void ofTwoMarksTheEasyOneCounts(int first, int second) throws IOException {
    image("JPEGImages/a.png");
    String object = XML.substring("<annotation>".length(), XML.indexOf("</annotation>"));
    String easier = "<name>cat</name><difficult>%d</difficult>";
    write(
        "Annotations/a.xml",
        "<annotation>"
            + object.replace("<name>cat</name>", easier.formatted(first))
            + object.replace("<name>cat</name>", easier.formatted(second))
            + object.replace("cat", "dog")
            + "</annotation>");
    List<LabelledObject> objects = open().split("all").get(0).objects();
    assertEquals(List.of("cat", "dog"), objects.stream().map(LabelledObject::label).toList());
    assertEquals(first + second == 2, objects.get(0).difficult());
  }

  /** Of the folder of photos, the labels and the list, one is written in the other form. */
  @ParameterizedTest
  @CsvSource({"NFC, NFD", "NFD, NFC", "NFC, NFC", "NFD, NFD"})
  void namesAreComparedInOneForm(Normalizer.Form ofPhotos, Normalizer.Form ofLabels)
      throws IOException {
    String photo = Normalizer.normalize("café über", ofPhotos);
    String label = Normalizer.normalize("café über", ofLabels);
    String place = Normalizer.normalize("é", ofPhotos);

    image("yolo/images/train/" + place + "/" + photo + ".png");
    write(
        "yolo/labels/train/" + Normalizer.normalize("é", ofLabels) + "/" + label + ".txt",
        "0 " + BOX);
    write("yolo/data.yaml", "train: images/train\nnames: [cat]\n");
    image("lists/images/" + photo + ".png");
    write("lists/labels/" + label + ".txt", "0 " + BOX);
    write("lists/train.txt", "images/" + label + ".png\n");
    write("lists/data.yaml", "train: train.txt\nnames: [cat]\n");
    image("voc/JPEGImages/" + photo + ".png");
    write("voc/Annotations/" + label + ".xml", XML);
    image("voclist/JPEGImages/" + photo + ".png");
    write("voclist/Annotations/" + photo + ".xml", XML);
    write("voclist/ImageSets/Main/train.txt", label + "\n");
    image("coco/images/" + photo + ".png");
    write("coco/annotations/instances_train.json", COCO.formatted(label, "cat"));
    for (String set : List.of("yolo", "lists", "voc", "voclist", "coco")) {
      Dataset dataset = Dataset.open(folder.resolve(set), DatasetFormat.AUTO);
      assertEquals(List.of(1), objectCounts(dataset), set);
      assertEquals(List.of(), warnings(dataset), set);
    }
    write("val.txt", label + ".png\n");
    Dataset dataset = Dataset.open(folder.resolve("voc"), DatasetFormat.AUTO);
    SplitChoice.Chosen chosen =
        new SplitChoice(folder.resolve("val.txt").toString()).from(dataset, 0);
    assertEquals(1, chosen.images().size());
  }

  @Test
  void twoFilesThatDifferInFormOnlyAreTwo() throws IOException {
    for (Normalizer.Form form : List.of(Normalizer.Form.NFC, Normalizer.Form.NFD)) {
      String name = Normalizer.normalize("é", form);
      image("JPEGImages/" + name + ".png");
      write("Annotations/" + name + ".xml", XML);
    }
    Dataset dataset = open();
    assertEquals(List.of(1, 1), objectCounts(dataset));
    assertEquals(List.of(), warnings(dataset));
  }

  @Test
  void labelsWithoutAnImageAreTold() throws IOException {
    image("images/train/a.png");
    write("images/train/b.dng", "x");
    for (String name : List.of("a", "b")) {
      write("labels/train/" + name + ".txt", "0 0.5 0.5 0.5 0.5\n");
    }
    write("classes.txt", "cat\n");
    Dataset dataset = open();
    assertEquals(Set.of("images/train/a"), ids(dataset, "train"));
    List<String> told = warnings(dataset);
    assertEquals(1, told.size(), told.toString());
    assertTrue(told.get(0).startsWith("image_missing b.txt: has no image but "), told.get(0));
    assertTrue(told.get(0).endsWith("b.dng; skipped it"), told.get(0));
  }

  /** As labelImg writes them, too, labels beside images: other texts there are no labels. */
  @ParameterizedTest
  @ValueSource(strings = {"images|labels", "Images|Labels", "IMAGES|labels", "photos|photos"})
  void labelsAreFoundWhateverTheFoldersAreCalled(String folders) throws IOException {
    String images = folders.substring(0, folders.indexOf('|'));
    String labels = folders.substring(folders.indexOf('|') + 1);
    image(images + "/a.png");
    image(images + "/sub/b.png");
    write(labels + "/a.txt", "0 " + BOX);
    write(labels + "/sub/b.txt", "0 " + BOX);
    write(labels + "/gone.txt", "0 " + BOX);
    write(labels + "/sub/lost.txt", "0 " + BOX);
    write(labels + "/classes.txt", "cat\n");
    write(images + "/readme.txt", "Photos of cats\n");
    write("data.yaml", "train: " + images + "\nnames: [cat]\n");
    Dataset dataset = open();
    assertEquals(List.of(1, 1), objectCounts(dataset));
    assertEquals(
        List.of(
            "image_missing gone.txt: has no image in %s; skipped it"
                .formatted(folder.resolve(images)),
            "image_missing lost.txt: has no image in %s; skipped it"
                .formatted(folder.resolve(images).resolve("sub"))),
        warnings(dataset));
  }

  @Test
  void labelsBesideImagesInAFolderCalledImages() throws IOException {
    image("images/train/a.png");
    write("images/train/a.txt", "0 " + BOX);
    write("data.yaml", "train: images/train\nnames: [cat]\n");
    assertEquals(List.of(1), objectCounts(open()));
  }

  @Test
  void classesAloneMakeADataSetOfImagesWithLargeLetters() throws IOException {
    image("Images/a.png");
    write("Labels/a.txt", "0 " + BOX);
    write("classes.txt", "cat\n");
    assertEquals(List.of(1), objectCounts(open()));
  }

  @Test
  void imagesOfWhichNoneHasLabelsAreTold() throws IOException {
    image("images/train/a.png");
    image("images/train/b.png");
    write("annotation/train/a.txt", "0 " + BOX);
    write("data.yaml", "train: images/train\nnames: [cat]\n");
    assertEquals(
        List.of(
            "annotation_unusable train: folder is missing, with the labels of a.png and all others;"
                + " took them as background"),
        warnings(open()));
  }

  @Test
  void imagesThatAListLeavesOutMayHaveLabels() throws IOException {
    image("images/a.png");
    image("images/b.png");
    write("labels/a.txt", "0 " + BOX);
    write("labels/b.txt", "0 " + BOX);
    write("train.txt", "images/a.png\n");
    write("data.yaml", "train: train.txt\nnames: [cat]\n");
    assertEquals(List.of(), warnings(open()));
  }

  @Test
  void whatAMacLeavesBesideFilesIsPassedOver() throws IOException {
    image("yolo/images/train/a.png");
    write("yolo/labels/train/a.txt", "0 " + BOX);
    write("yolo/set.yaml", "train: images/train\nnames: [cat]\n");
    appleDouble("yolo/images/train/._a.png");
    appleDouble("yolo/labels/train/._a.txt");
    appleDouble("yolo/._set.yaml");
    image("voc/JPEGImages/a.png");
    write("voc/Annotations/a.xml", XML);
    write("voc/ImageSets/Main/train.txt", "a\n");
    appleDouble("voc/JPEGImages/._a.png");
    appleDouble("voc/Annotations/._a.xml");
    appleDouble("voc/ImageSets/Main/._train.txt");
    image("coco/images/a.png");
    write("coco/annotations/train.json", COCO.formatted("a", "cat"));
    appleDouble("coco/annotations/._train.json");
    image("folders/cat/a.png");
    image("folders/dog/b.png");
    appleDouble("folders/dog/._b.png");
    for (String set : List.of("yolo", "voc", "coco", "folders")) {
      Dataset dataset = Dataset.open(folder.resolve(set), DatasetFormat.AUTO);
      assertEquals(set.equals("folders") ? List.of(1, 1) : List.of(1), objectCounts(dataset), set);
      assertEquals(List.of(), warnings(dataset), set);
    }
  }

  /** As {@code detect} does: a photo in the trash of a phone, thumbnails of a photo manager. */
  @Test
  void hiddenImagesAreLeftOutAndTold() throws IOException {
    for (String place :
        List.of(
            "yolo/images/train/",
            "voc/JPEGImages/",
            "beside/",
            "folders/cat/",
            "folders/dog/",
            "folders/.trash/")) {
      for (String name : List.of("a.png", ".a.png", "._photo.png", ".thumbnails/b.png")) {
        image(place + name);
      }
    }
    for (String name : List.of("a", ".a", "._photo", ".thumbnails/b")) {
      write("yolo/labels/train/" + name + ".txt", "0 " + BOX);
      write("voc/Annotations/" + name + ".xml", XML);
      write("beside/" + name + ".xml", XML);
    }
    write("yolo/data.yaml", "train: images/train\nnames: [cat]\n");
    for (String set : List.of("yolo", "voc", "beside", "folders")) {
      Dataset dataset = Dataset.open(folder.resolve(set), DatasetFormat.AUTO);
      int places = set.equals("folders") ? 2 : 1;
      assertEquals(Collections.nCopies(places, 1), objectCounts(dataset), set);
      String told = "image_hidden %s: image is hidden; skipped it";
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < places; i++) {
        expected.addAll(List.of(told.formatted("._photo.png"), told.formatted(".a.png")));
      }
      assertEquals(expected, warnings(dataset), set);
    }
  }

  @Test
  void hiddenImagesAreTakenWhereTheyAreNamed() throws IOException {
    image("yolo/.images/train/.a.png");
    write("yolo/.images/train/.a.txt", "0 " + BOX);
    write("yolo/train.txt", ".images/train/.a.png\n");
    write("yolo/data.yaml", "train: train.txt\nnames: [cat]\n");
    image("voc/JPEGImages/.a.png");
    image("voc/JPEGImages/.b.png");
    write("voc/Annotations/.a.xml", XML);
    write("voc/ImageSets/Main/train.txt", ".a\n");
    image("coco/images/.a.png");
    write("coco/annotations/train.json", COCO.formatted(".a", "cat"));
    for (String set : List.of("yolo", "voc", "coco")) {
      Dataset dataset = Dataset.open(folder.resolve(set), DatasetFormat.AUTO);
      assertEquals(List.of(1), objectCounts(dataset), set);
      assertEquals(List.of(), warnings(dataset), set);
    }
  }

  /** A class whose name went through a Mac in half of the labels is one class. */
  @Test
  void classesAreComparedInOneForm() throws IOException {
    String whole = "Möwe";
    String apart = Normalizer.normalize(whole, Normalizer.Form.NFD);
    image("voc/JPEGImages/a.png");
    image("voc/JPEGImages/b.png");
    write("voc/Annotations/a.xml", XML.replace("cat", whole));
    write("voc/Annotations/b.xml", XML.replace("cat", apart));
    for (String split : List.of("train", "val")) {
      image("coco/images/" + split + ".png");
      write(
          "coco/annotations/" + split + ".json",
          COCO.formatted(split, split.equals("val") ? whole : apart));
      image("folders/" + split + "/" + (split.equals("val") ? whole : apart) + "/a.png");
      image("folders/" + split + "/dog/b.png");
    }
    image("yolo/images/a.png");
    write("yolo/labels/a.txt", "0 " + BOX + "\n1 0.5 0.5 0.25 0.25\n");
    write("yolo/data.yaml", "train: images\nnames: [" + apart + ", " + whole + "]\n");
    image("lines/a.png");
    write("lines/a.txt", "0 " + BOX);
    write("lines/classes.txt", apart + "\n" + whole + "\n");
    for (String set : List.of("voc", "coco", "folders", "yolo", "lines")) {
      Dataset dataset = Dataset.open(folder.resolve(set), DatasetFormat.AUTO);
      List<LabelledImage> images = dataset.images();
      List<String> expected = set.equals("folders") ? List.of(whole, "dog") : List.of(whole);
      assertEquals(
          Set.copyOf(expected), Set.copyOf(dataset.classNames(images)), set); // whatever the order
      assertEquals(expected.size(), dataset.classNames(images).size(), set);
      Set<String> labels = new TreeSet<>();
      images.forEach(image -> image.objects().forEach(object -> labels.add(object.label())));
      assertEquals(Set.copyOf(expected), labels, set);
    }
  }

  @Test
  void linksNeitherLoopNorMultiply() throws IOException {
    image("images/train/a.png");
    image("images/train/z/b.png");
    write("labels/train/a.txt", "0 " + BOX);
    write("labels/train/z/b.txt", "0 " + BOX);
    write("data.yaml", "train: images/train\nnames: [cat]\n");
    Path train = folder.resolve("images/train");
    Files.createSymbolicLink(train.resolve("again"), train); // before z in order
    Files.createSymbolicLink(train.resolve("before"), train.resolve("z"));
    Files.createSymbolicLink(train.resolve("up"), folder);
    Files.createSymbolicLink(train.resolve("self.png"), train.resolve("self.png"));
    Path labels = folder.resolve("labels/train");
    Files.createSymbolicLink(labels.resolve("again"), labels);
    Path last = folder.resolve("images/train/bomb");
    List<Path> floors = new ArrayList<>();
    for (int i = 0; i < 30; i++) { // 2 to the power of 30 ways down
      Files.createDirectories(last);
      floors.add(last);
      last = last.resolve("floor");
    }
    for (int i = 1; i < floors.size(); i++) {
      Files.createSymbolicLink(floors.get(i - 1).resolve("other"), floors.get(i));
    }
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          Dataset dataset = open();
          assertEquals(
              Set.of("images/train/a", "images/train/self", "images/train/z/b"),
              ids(dataset, "train"));
          assertEquals(List.of(1, 0, 1), objectCounts(dataset));
          assertEquals(List.of(), warnings(dataset));
        });
  }

  /** As when labels or photos were linked to, and have moved: the check can't read such photos. */
  @Test
  void linksThatLeadNowhereAreNotPassedOver() throws IOException {
    image("images/a.png");
    image("images/b.png");
    Files.createDirectories(folder.resolve("labels"));
    Files.createSymbolicLink(folder.resolve("labels/a.txt"), Path.of("moved.txt"));
    write("labels/b.txt", "0 " + BOX);
    Files.createSymbolicLink(folder.resolve("images/c.png"), Path.of("moved.png"));
    write("classes.txt", "cat\n");
    Dataset dataset = open();
    assertEquals(List.of(0, 1, 0), objectCounts(dataset));
    assertEquals(
        List.of(
            "annotation_unusable a.txt: is a link that leads nowhere; took the image as background"),
        warnings(dataset));
    String check = new DatasetCheck(1).report("set", dataset, (done, all) -> {}).dirt().toString();
    assertTrue(check.contains("c.png"), check);
  }

  @Test
  void imagesThatDifferInTheirEndShareTheirLabelsAndAreTold() throws IOException {
    write("classes.txt", "cat\n");
    image("images/a.png");
    image("images/a.bmp");
    write("labels/a.txt", "0 " + BOX);
    Dataset dataset = Dataset.open(folder, DatasetFormat.AUTO);
    assertEquals(List.of(1, 1), objectCounts(dataset));
    String told = "same_name a.png: has the labels of a.bmp, from which it differs in its end";
    assertEquals(1, warnings(dataset).stream().filter(w -> w.startsWith(told)).count());
  }

  @ParameterizedTest
  @ValueSource(strings = {"path: /\ntrain: .", "train: /", "train: images"})
  void noDataSetIsAWholeDisk(String yaml) throws IOException {
    write("data.yaml", yaml + "\nnames: [cat]\n");
    image("images/a.png");
    Files.createSymbolicLink(folder.resolve("images/all"), Path.of("/"));
    SppdetException e =
        assertThrows(
            SppdetException.class, () -> Dataset.open(folder, DatasetFormat.AUTO).split("train"));
    assertTrue(e.getMessage().contains("is a whole disk"), e.getMessage());
  }

  @Test
  void aLinkedFolderOfImagesIsRead() throws IOException {
    image("elsewhere/a.png");
    write("set/labels/train/a.txt", "0 " + BOX);
    write("set/data.yaml", "train: images/train\nnames: [cat]\n");
    Files.createDirectories(folder.resolve("set/images"));
    Files.createSymbolicLink(folder.resolve("set/images/train"), folder.resolve("elsewhere"));
    Dataset dataset = Dataset.open(folder.resolve("set"), DatasetFormat.AUTO);
    assertEquals(List.of(1), objectCounts(dataset));
    assertTrue(warnings(dataset).stream().noneMatch(w -> w.startsWith(Kind.IMAGE_MISSING.code())));
  }

  /** As Windows PowerShell and old Macs write texts. */
  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
  void textsOfOtherSystemsAreRead(String charset) throws IOException {
    image("images/a.png");
    for (Map.Entry<String, String> text :
        Map.of(
                "labels/a.txt", "1 " + BOX + "\r\n",
                "classes.txt", "cat\r\nWühlmaus\r\n",
                "data.yaml", "train: images\r\nnames: [cat, Wühlmaus]\r\n")
            .entrySet()) {
      write(text.getKey(), "");
      Files.write(folder.resolve(text.getKey()), ("\uFEFF" + text.getValue()).getBytes(charset));
    }
    LabelledObject object = new LabelledObject("Wühlmaus", new Box(32, 20, 64, 60), false);
    assertEquals(List.of(object), open().images().get(0).objects(), "data.yaml");
    Files.delete(folder.resolve("data.yaml"));
    assertEquals(List.of(object), open().images().get(0).objects(), "classes.txt");
    String ofOldMacs = "\uFEFF0 " + BOX + "\r1 " + BOX;
    Files.write(folder.resolve("labels/a.txt"), ofOldMacs.getBytes(charset));
    assertEquals(List.of(2), objectCounts(open()));
  }

  /** In Latin-1 these names are two; what is left of them in UTF-8 is one. */
  @ParameterizedTest
  @CsvSource({"classes.txt,'Bär\nBör\n'", "data.yaml,'train: images\nnames: [Bär, Bör]\n'"})
  void namesOfClassesThatAreNoTextAreRefused(String file, String text) throws IOException {
    image("images/a.png");
    write("labels/a.txt", "1 " + BOX);
    Files.write(
        folder.resolve(file), text.replace("\\n", "\n").getBytes(StandardCharsets.ISO_8859_1));
    SppdetException e = assertThrows(SppdetException.class, this::open);
    assertTrue(e.reason().contains("no UTF-8; save it in UTF-8"), e.reason());
    assertEquals(folder.resolve(file).toString(), e.subject());
  }

  @Test
  void anEmptyLineAmongClassesHasANumber() throws IOException {
    image("images/a.png");
    write("labels/a.txt", "2 " + BOX + "\n1 " + BOX + "\n");
    write("classes.txt", "cat\n\ndog\n\n");
    Dataset dataset = open();
    assertEquals("dog", dataset.images().get(0).objects().get(0).label());
    assertEquals(List.of("cat", "dog"), dataset.classNames(List.of()));
    assertEquals(
        List.of("unknown_class a.txt: object 2 is of the class 1, which has no name; skipped it"),
        warnings(dataset));
  }

  /** As programs for Windows call them, where that makes no difference. */
  @Test
  void endingsInCapitalsAreTheSame() throws IOException {
    image("images/a.png");
    image("images/b.png");
    write("labels/a.TXT", "0 " + BOX);
    write("labels/b.txt", "0 " + BOX);
    write("labels/c.TXT", "0 " + BOX);
    write("classes.txt", "cat");
    Dataset yolo = open();
    assertEquals(List.of(1, 1), objectCounts(yolo));
    assertEquals(1, warnings(yolo).size(), "c.TXT has no image");
    image("voc/JPEGImages/a.png");
    write("voc/Annotations/a.XML", XML);
    Dataset voc = Dataset.open(folder.resolve("voc"), DatasetFormat.AUTO);
    assertEquals(List.of(1), objectCounts(voc));
    assertEquals(List.of(), warnings(voc));
  }
}
