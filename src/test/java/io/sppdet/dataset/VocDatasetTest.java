package io.sppdet.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.error.SppdetException;
import io.sppdet.geometry.Box;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VocDatasetTest {
  private static final String CAT =
      """
      <object><name>cat</name><difficult>0</difficult>
        <bndbox><xmin>1</xmin><ymin>2</ymin><xmax>30</xmax><ymax>40</ymax></bndbox></object>
      """;

  @TempDir Path folder;

  @BeforeEach
  void makeFolders() throws IOException {
    Files.createDirectories(folder.resolve("JPEGImages"));
    Files.createDirectories(folder.resolve("Annotations"));
    Files.createDirectories(folder.resolve("ImageSets/Main"));
  }

  private void image(String name) throws IOException {
    Files.write(folder.resolve("JPEGImages/" + name), new byte[0]);
  }

  private void annotation(String id, String xml) throws IOException {
    Files.writeString(folder.resolve("Annotations/" + id + ".xml"), xml);
  }

  private void list(String name, String ids) throws IOException {
    Files.writeString(folder.resolve("ImageSets/Main/" + name + ".txt"), ids);
  }

  private static String annotated(String objects) {
    return "<?xml version=\"1.0\"?>\n<annotation>" + objects + "</annotation>";
  }

  private static String object(String fields) {
    return "<object>" + fields + "</object>";
  }

  private static String bndbox(Object xmin, Object ymin, Object xmax, Object ymax) {
    return "<bndbox><xmin>%s</xmin><ymin>%s</ymin><xmax>%s</xmax><ymax>%s</ymax></bndbox>"
        .formatted(xmin, ymin, xmax, ymax);
  }

  private VocDataset one(String xml) throws IOException {
    image("a.jpg");
    annotation("a", xml);
    list("train", "a\n");
    return VocDataset.open(folder);
  }

  private List<LabelledObject> objects(String objects) throws IOException {
    VocDataset dataset = one(annotated(objects));
    List<LabelledObject> found = dataset.split("train").get(0).objects();
    assertEquals(List.of(), dataset.warnings());
    return found;
  }

  private static List<String> causes(VocDataset dataset) {
    return dataset.warnings().stream().map(DatasetWarning::cause).toList();
  }

  @Test
  void boxesBecomeZeroBasedAndHalfOpen() throws IOException {
    assertEquals(List.of(new LabelledObject("cat", new Box(0, 1, 30, 40), false)), objects(CAT));
    assertEquals(
        new Box(4.5, 9.25, 20, 30),
        objects(object("<name>cat</name>" + bndbox("5.5", " 10.25 ", "20.0", "3e1"))).get(0).box());
    assertEquals(
        new Box(0, 0, 20, 30),
        objects(object("<name>cat</name>" + bndbox(0, 0, 20, 30))).get(0).box(),
        "a data set that counts from 0 doesn't lead out of the image");
  }

  @ParameterizedTest
  @CsvSource({
    "1,true",
    "true,true",
    "True,true",
    "0,false",
    "'',false",
    "Unspecified,false",
    "' 1\n',true"
  })
  void difficultIsReadLeniently(String value, boolean difficult) throws IOException {
    String xml = "<name>cat</name><difficult>" + value + "</difficult>" + bndbox(1, 1, 5, 5);
    assertEquals(difficult, objects(object(xml)).get(0).difficult());
  }

  @Test
  void difficultMayBeMissing() throws IOException {
    assertEquals(
        false, objects(object("<name>cat</name>" + bndbox(1, 1, 5, 5))).get(0).difficult());
  }

  @Test
  void partsOfAPersonDoNotConfuse() throws IOException {
    String part = "<part><name>head</name>" + bndbox(7, 7, 8, 8) + "</part>";
    for (String fields :
        List.of(
            part + "<name>person</name>" + bndbox(1, 1, 50, 90),
            "<name>person</name>" + bndbox(1, 1, 50, 90) + part + part.replace("head", "hand"))) {
      assertEquals(
          List.of(new LabelledObject("person", new Box(0, 0, 50, 90), false)),
          objects(object(fields)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "41", "wide", ""})
  void theSizeFieldsAreNotTrusted(String width) throws IOException {
    String size = "<size><width>%s</width><height>50</height><depth>x</depth></size>";
    VocDataset dataset = one(annotated(size.formatted(width) + CAT));
    ImageIO.write(
        new BufferedImage(40, 50, BufferedImage.TYPE_INT_RGB),
        "png",
        folder.resolve("JPEGImages/a.jpg").toFile());
    assertEquals(1, dataset.split("train").get(0).objects().size());
    boolean number = width.matches("\\d+");
    assertEquals(
        number
            ? List.of("says the image is " + width + "x50, but it is 40x50; trusted the image")
            : List.of(),
        causes(dataset));
    annotation("a", annotated(size.formatted(40) + CAT));
    VocDataset right = VocDataset.open(folder);
    right.split("train");
    assertEquals(List.of(), right.warnings());
  }

  @Test
  void anImageMayBeBackgroundOnly() throws IOException {
    assertEquals(List.of(), objects(""));
  }

  @Test
  void namesMayHoldAnyText() throws IOException {
    assertEquals(
        List.of("chat & chien", "猫"),
        objects(
                object("<name> chat &amp; chien </name>" + bndbox(1, 1, 5, 5))
                    + object("<name><![CDATA[猫]]></name>" + bndbox(1, 1, 5, 5)))
            .stream()
            .map(LabelledObject::label)
            .toList());
  }

  @Test
  void badObjectsAreSkippedAndTold() throws IOException {
    VocDataset dataset =
        one(
            annotated(
                CAT
                    + object("<name>cat</name>" + bndbox(5, 5, 5, 5))
                    + object("<name>cat</name>" + bndbox(9, 5, 5, 9))
                    + object(bndbox(1, 1, 5, 5))
                    + object("<name> </name>" + bndbox(1, 1, 5, 5))
                    + object("<name>cat</name>")
                    + object("<name>cat</name><bndbox><xmin>1</xmin></bndbox>")
                    + object("<name>cat</name>" + bndbox(1, 1, "NaN", 5))
                    + object("<name>cat</name>" + bndbox(1, 1, "wide", 5))
                    + object("<name>cat</name>" + bndbox(-9, 1, -5, 5))
                    + object("<name>cat</name>" + bndbox(1, 1, 5, 5) + bndbox(2, 2, 6, 6))
                    + object("<name>cat</name><name>dog</name>" + bndbox(1, 1, 5, 5))
                    + object("<name>dog</name>" + bndbox(1, 1, 5, 5))));
    List<LabelledObject> objects = dataset.split("train").get(0).objects();
    assertEquals(List.of("cat", "dog"), objects.stream().map(LabelledObject::label).toList());
    assertEquals(
        List.of(
            "object 2 (cat) has a box of zero area [5, 5, 5, 5]; skipped it",
            "object 3 (cat) has an inverted box [9, 5, 5, 9]; skipped it",
            "object 4 has no name; skipped it",
            "object 5 has no name; skipped it",
            "object 6 (cat) has no bndbox; skipped it",
            "object 7 (cat) has no number as ymin; skipped it",
            "object 8 (cat) has no number as xmax; skipped it",
            "object 9 (cat) has no number as xmax; skipped it",
            "object 10 (cat) has a box outside the image [-9, 1, -5, 5]; skipped it",
            "object 11 (cat) has bndbox twice; skipped it",
            "object 12 (cat) has name twice; skipped it"),
        causes(dataset));
    assertEquals(folder.resolve("Annotations/a.xml"), dataset.warnings().get(0).file());
    dataset.split("train");
    assertEquals(11, dataset.warnings().size(), "reading again tells nothing twice");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no XML",
        "<annotation>",
        "<annotation><object></annotation>",
        "<annotation/><annotation/>",
        "<html><object/></html>",
        "<annotation>&unknown;</annotation>",
        "<?xml version=\"1.0\" encoding=\"nonsense\"?><annotation/>",
        "\u0000\u0001"
      })
  void malformedAnnotationsAreSkippedAndTold(String xml) throws IOException {
    VocDataset dataset = one(xml);
    assertEquals(List.of(), dataset.split("train"));
    assertEquals(1, dataset.warnings().size());
    assertTrue(causes(dataset).get(0).endsWith("; skipped the image"), causes(dataset).get(0));
  }

  @Test
  void missingFilesAreSkippedAndTold() throws IOException {
    image("a.jpg");
    image("b.jpg");
    annotation("b", annotated(CAT));
    annotation("c", annotated(CAT));
    list("train", "a\nb\nc\n../Annotations/c\n");
    VocDataset dataset = VocDataset.open(folder);
    assertEquals(List.of("b"), dataset.split("train").stream().map(LabelledImage::id).toList());
    assertEquals(
        List.of(
            "annotation is missing; skipped the image",
            "image is missing; skipped it",
            "image is missing; skipped it"),
        causes(dataset));
  }

  @Test
  void anAnnotationThatIsAFolderIsSkipped() throws IOException {
    image("a.jpg");
    Files.createDirectory(folder.resolve("Annotations/a.xml"));
    list("train", "a\n");
    VocDataset dataset = VocDataset.open(folder);
    assertEquals(List.of(), dataset.split("train"));
    assertEquals(1, dataset.warnings().size());
  }

  /** Each closing element would copy the names of all that are open. */
  @Test
  void absurdDepthIsRefused() throws IOException {
    VocDataset dataset = one("<annotation>" + "<object>".repeat(1_000_000));
    assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> assertEquals(List.of(), dataset.split("train")));
    assertEquals(List.of("elements nested more than 100 deep; skipped the image"), causes(dataset));
  }

  @Test
  void absurdSizeIsRefused() throws IOException {
    VocDataset dataset = one("<annotation>" + " ".repeat(10_000_000) + "</annotation>");
    assertEquals(List.of(), dataset.split("train"));
    assertEquals(List.of("larger than any annotation; skipped the image"), causes(dataset));
  }

  /** Ten levels of ten: a parser that expands them needs 10 GB. */
  @Test
  void aBillionLaughsAreNotLaughed() throws IOException {
    StringBuilder dtd = new StringBuilder("<!DOCTYPE annotation [<!ENTITY l0 \"lol\">");
    for (int i = 1; i <= 10; i++) {
      String ten = ("&l" + (i - 1) + ";").repeat(10);
      dtd.append("<!ENTITY l%d \"%s\">".formatted(i, ten));
    }
    VocDataset dataset =
        one(dtd + "]><annotation>" + CAT.replace("cat", "&l10;") + "</annotation>");
    assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> assertEquals(List.of(), dataset.split("train")));
    assertEquals(
        List.of("has a document type, which is refused; skipped the image"), causes(dataset));
  }

  @Test
  void externalEntitiesAreNotFetched() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "secret");
    for (String dtd :
        List.of(
            "<!DOCTYPE annotation [<!ENTITY e SYSTEM \"%s\">]>".formatted(secret.toUri()),
            "<!DOCTYPE annotation SYSTEM \"%s\">".formatted(secret.toUri()),
            "<!DOCTYPE annotation [<!ENTITY %% e SYSTEM \"%s\"> %%e;]>"
                .formatted(secret.toUri()))) {
      VocDataset dataset = one(dtd + annotated(CAT.replace("cat", "&e;")).substring(22));
      assertEquals(List.of(), dataset.split("train"));
      assertEquals(
          List.of("has a document type, which is refused; skipped the image"), causes(dataset));
    }
  }

  /** Whatever is in the file, reading ends with objects or with a warning, and prints nothing. */
  @Test
  void damagedBytesNeverCrash() throws IOException {
    byte[] sound = annotated(CAT + CAT).getBytes(StandardCharsets.UTF_8);
    VocDataset dataset = one(annotated(CAT));
    Random random = new Random(1);
    PrintStream standardError = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      for (int round = 0; round < 1000; round++) {
        byte[] bytes = Arrays.copyOf(sound, 1 + random.nextInt(sound.length));
        for (int i = random.nextInt(4); i > 0; i--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        Files.write(folder.resolve("Annotations/a.xml"), bytes);
        assertTrue(dataset.split("train").size() <= 1);
      }
    } finally {
      System.setErr(standardError);
    }
    assertEquals("", printed.toString(StandardCharsets.UTF_8));
  }

  @Test
  void listsMayBeUntidy() throws IOException {
    for (String id : List.of("a", "b", "c", "photo 1", "é")) {
      image(id + ".jpg");
      annotation(id, annotated(CAT));
    }
    list("train", "\uFEFFa  1\r\n\r\n  b -1\r\nc\t0  \r\nphoto 1.5\nb\né");
    image("photo 1.5.png");
    annotation("photo 1.5", annotated(CAT));
    VocDataset dataset = VocDataset.open(folder);
    assertEquals(
        List.of("a", "b", "c", "photo 1.5", "é"),
        dataset.split("train").stream().map(LabelledImage::id).toList());
    assertEquals(List.of("lists b twice; used it once"), causes(dataset));
  }

  @Test
  void imagesAreFoundByIdWithAnyUsualExtension() throws IOException {
    for (String name : List.of("a.JPG", "b.jpeg", "c.Png", "d.png", "d.jpg", "e.gif", "f")) {
      image(name);
    }
    for (String id : List.of("a", "b", "c", "d", "e", "f")) {
      annotation(id, annotated(CAT));
    }
    list("train", "a\nb\nc\nd\ne\nf\n");
    VocDataset dataset = VocDataset.open(folder);
    assertEquals(
        List.of("a.JPG", "b.jpeg", "c.Png", "d.jpg", "e.gif"),
        dataset.split("train").stream().map(i -> i.image().getFileName().toString()).toList());
    assertEquals(
        List.of(
            "has the annotation of d.jpg, from which it differs in its end; skipped it",
            "image is missing; skipped it"),
        causes(dataset));
  }

  @Test
  void aMissingSplitNamesThoseThatExist() throws IOException {
    list("val", "");
    list("train", "");
    list("train_small", "");
    list("cat_train", "");
    VocDataset dataset = VocDataset.open(folder);
    assertEquals(List.of("train", "train_small", "val"), dataset.splits());
    assertEquals(List.of(), dataset.split("cat_train"));
    for (String name : List.of("test", "../Main/val", "", "a\0b")) {
      SppdetException e = assertThrows(SppdetException.class, () -> dataset.split(name));
      assertEquals(SppdetException.Kind.DATASET, e.kind());
      assertTrue(e.subject().startsWith(folder.resolve("ImageSets/Main").toString()), e.subject());
      assertTrue(e.reason().endsWith("there are: train, train_small, val"), e.reason());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"JPEGImages", "Annotations", ""})
  void aMissingFolderIsNamed(String name) throws IOException {
    Path missing = folder.resolve(name);
    if (name.isEmpty()) {
      missing = folder.resolve("nowhere");
      folder = missing;
    } else {
      Files.delete(missing);
    }
    SppdetException e = assertThrows(SppdetException.class, () -> VocDataset.open(folder));
    assertEquals(SppdetException.Kind.DATASET, e.kind());
    assertEquals(missing.toString(), e.subject());
  }

  @Test
  void classNamesAreVocsOrThoseFound() {
    Dataset dataset = VocDataset.open(folder);
    assertEquals(20, VocDataset.VOC_CLASSES.size());
    assertEquals(VocDataset.VOC_CLASSES.stream().sorted().toList(), VocDataset.VOC_CLASSES);
    assertEquals(VocDataset.VOC_CLASSES, dataset.classNames(List.of(labelled("dog", "cat"))));
    assertEquals(
        List.of("cat", "dog", "zebra"),
        dataset.classNames(List.of(labelled("zebra", "dog"), labelled("cat", "dog"))));
    assertEquals(List.of(), dataset.classNames(List.of(labelled())));
  }

  private LabelledImage labelled(String... labels) {
    return new LabelledImage(
        "a",
        folder,
        Arrays.stream(labels)
            .map(label -> new LabelledObject(label, new Box(0, 0, 1, 1), false))
            .toList());
  }

  @Test
  void recordsRefuseNonsense() {
    assertThrows(
        IllegalArgumentException.class, () -> new LabelledObject(" ", new Box(0, 0, 1, 1), false));
    assertThrows(
        IllegalArgumentException.class,
        () -> new LabelledObject("cat", new Box(0, 0, 0, 1), false));
  }
}
