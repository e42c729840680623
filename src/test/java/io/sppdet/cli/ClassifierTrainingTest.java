package io.sppdet.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code train-classifier}, and {@code eval} and {@code classify} with what it makes. */
class ClassifierTrainingTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;

  /** Stripes across or down, of random distance, in noise; every picture of another size. */
  private Path stripes(int images) throws IOException {
    Random random = new Random(1);
    Path dataset = folder.resolve("stripes");
    for (String split : List.of("train", "val")) {
      for (String label : List.of("across", "down")) {
        Path of = Files.createDirectories(dataset.resolve(split).resolve(label));
        for (int n = 0; n < images; n++) {
          int width = 30 + random.nextInt(60);
          int height = 30 + random.nextInt(60);
          BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
          double phase = 7 * random.nextDouble();
          double distance = 0.8 + 0.5 * random.nextDouble();
          for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
              double wave = Math.sin(phase + distance * (label.equals("down") ? x : y));
              int grey = (int) (128 + 60 * wave + 20 * random.nextGaussian());
              picture.setRGB(x, y, 0x10101 * Math.max(0, Math.min(255, grey)));
            }
          }
          ImageIO.write(picture, "png", of.resolve(n + ".png").toFile());
        }
      }
    }
    return dataset;
  }

  /** VOC: red and blue discs, one of them, both or none; a difficult one that is not there. */
  private Path discs(int images) throws IOException {
    Random random = new Random(2);
    Path dataset = folder.resolve("discs");
    Path lists = Files.createDirectories(dataset.resolve("ImageSets/Main"));
    Files.createDirectories(dataset.resolve("JPEGImages"));
    Files.createDirectories(dataset.resolve("Annotations"));
    for (String split : List.of("train", "val")) {
      List<String> ids = new ArrayList<>();
      for (int n = 0; n < images; n++) {
        String id = split + n;
        ids.add(id);
        int width = 70 + random.nextInt(60);
        int height = 70 + random.nextInt(60);
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
          picture.setRGB(i % width, i / width, 0x10101 * (100 + random.nextInt(50)));
        }
        StringBuilder objects = new StringBuilder();
        for (String label : List.of("blue", "red")) {
          if (random.nextBoolean()) {
            int side = 25 + random.nextInt(20);
            int left = random.nextInt(width - side);
            int top = random.nextInt(height - side);
            for (int y = 0; y < side; y++) {
              for (int x = 0; x < side; x++) {
                if (Math.hypot(x - side / 2.0, y - side / 2.0) < side / 2.0) {
                  picture.setRGB(left + x, top + y, label.equals("red") ? 0xE01010 : 0x1010E0);
                }
              }
            }
            objects.append(object(label, 0, left + 1, top + 1, left + side, top + side));
          } else if (n % 5 == 0) {
            objects.append(object(label, 1, 1, 1, 10, 10));
          }
        }
        Files.writeString(
            dataset.resolve("Annotations/" + id + ".xml"),
            "<annotation>" + objects + "</annotation>");
        ImageIO.write(picture, "png", dataset.resolve("JPEGImages/" + id + ".png").toFile());
      }
      Files.write(lists.resolve(split + ".txt"), ids);
    }
    return dataset;
  }

  private static String object(String label, int difficult, int x1, int y1, int x2, int y2) {
    return ("<object><name>%s</name><difficult>%d</difficult><bndbox><xmin>%d</xmin><ymin>%d</ymin>"
            + "<xmax>%d</xmax><ymax>%d</ymax></bndbox></object>")
        .formatted(label, difficult, x1, y1, x2, y2);
  }

  /** The lines it ends with, progress left out. */
  private static List<String> train(Object... args) {
    Sppdet run =
        Sppdet.run(Stream.concat(Stream.of("train-classifier"), Stream.of(args)).toArray());
    assertEquals(0, run.exitCode(), run.err());
    assertEquals("", run.out());
    return run.errLines();
  }

  /** What it is worth, where it lies, and what comes next. */
  private static void assertEnd(List<String> lines, Path model, boolean heldOut) {
    String text = String.join("\n", lines);
    String worth =
        heldOut
            ? "average precision \\(VOC, area\\) in the 3 images held out.*:"
                + "(\n  (blue|red): ([\\d.]+ %, shown by \\d|none shows it)){2}"
            : "all images were learnt from: how good it is, eval tells on others";
    String next = "\nmodel: %s; next: sppdet classify --model %<s PHOTO".formatted(model);
    assertTrue(Pattern.compile(worth + Pattern.quote(next) + "$").matcher(text).find(), text);
  }

  /** What was trained is sound, whatever its layers read: 21 vectors of 1,280 values by default. */
  private static void assertVerified(Path model, int inputs) throws IOException {
    Sppdet run = Sppdet.run("model", "verify", model);
    assertEquals(0, run.exitCode(), run.err());
    byte[] weights = Files.readAllBytes(model.resolve("classifier.safetensors"));
    String header = new String(weights, 0, 4096, StandardCharsets.ISO_8859_1);
    assertTrue(inputs == 0 || header.contains("[2," + inputs + "]"), header.strip());
  }

  private static JsonNode eval(Object... args) throws IOException {
    Sppdet run = Sppdet.run("eval", "--json", "-", List.of(args));
    assertEquals(0, run.exitCode(), run.err());
    return JSON.readTree(run.out());
  }

  /** The network from scratch learns from two scales, and needs no backbone. */
  @Test
  void smallNetworkLearnsStripes() throws IOException {
    Path dataset = stripes(24);
    Path model = folder.resolve("model");
    List<String> lines =
        train(
            dataset, "-o", model, "--network", "small-spp", "--scales", "32,40", "--epochs", "12");
    assertEnd(lines, model, false);
    JsonNode description = JSON.readTree(model.resolve("model.json").toFile());
    assertEquals("spp:1,2,3", description.at("/classifier/pooling").asText());
    assertVerified(model, 0);
    JsonNode figures = eval(dataset, "-m", model);
    assertTrue(figures.get("top1").asDouble() >= 0.9, figures.toString());
    assertEquals(48, figures.get("images").asInt());

    Sppdet run = Sppdet.run("classify", "-m", model, dataset.resolve("val/down/3.png"));
    assertEquals("down", JSON.readTree(run.out()).at("/classes/0/label").asText(), run.out());
    double sum = 0;
    for (JsonNode each : JSON.readTree(run.out()).get("classes")) {
      sum += each.get("score").asDouble();
    }
    assertEquals(1, sum, 1e-5);

    Sppdet seen = Sppdet.run("eval", dataset, "-m", model, "--split", "train");
    assertEquals(2, seen.exitCode());
    assertTrue(seen.err().contains("was trained on this image and on 47 more"), seen.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "linear|26880|false",
        "linear --pooling spp:2,1 --flip|6400|true",
        "linear --pooling spp:2,1 --pool avg --head sigmoid --epochs 20|6400|false",
        "linear --pooling global-max --warp 96 --c 1|1280|true",
        "map-spp --hidden 32 --epochs 15|0|false"
      })
  void multipleClassesAreLearnt(String options, int inputs, boolean again) throws IOException {
    Path dataset = discs(30);
    Path model = folder.resolve("model");
    List<String> all = new ArrayList<>(List.of(("--network " + options).split(" ")));
    if (!options.contains("--warp")) {
      all.addAll(List.of("--scales", "96"));
    }
    Path cache = folder.resolve("cache");
    List<String> lines = train(dataset, "-o", model, "--cache", cache, all);
    assertEnd(lines, model, options.matches("linear((?!head).)*"));
    assertVerified(model, inputs);
    JsonNode figures = eval(dataset, "-m", model);
    assertTrue(figures.get("mAP").asDouble() >= 0.9, figures.toString());
    assertTrue(figures.get("top1").isNull());
    JsonNode cached = eval(dataset, "-m", model, "--cache", cache);
    assertEquals(figures.get("mAP").asDouble(), cached.get("mAP").asDouble(), 0.02);
    if (again) {
      Path second = folder.resolve("second");
      train(dataset, "-o", second, "--cache", cache, all);
      assertArrayEquals(
          Files.readAllBytes(model.resolve("classifier.safetensors")),
          Files.readAllBytes(second.resolve("classifier.safetensors")));
    }
  }

  /** Difficult objects count neither way: 6 pictures of 30 hold some. */
  @Test
  void difficultObjectsDoNotCount() throws IOException {
    Path dataset = discs(30);
    Path model = folder.resolve("model");
    train(dataset, "-o", model, "--pooling", "global-avg", "--scales", "64", "--clean-cache");
    assertTrue(Files.notExists(folder.resolve("model-cache")));
    JsonNode figures = eval(dataset, "-m", model);
    long red =
        Files.readAllLines(dataset.resolve("ImageSets/Main/val.txt")).stream()
            .filter(id -> annotation(dataset, id).contains("<name>red</name><difficult>0"))
            .count();
    assertEquals(red, figures.at("/images_by_class/red").asLong());
    JsonNode provenance = JSON.readTree(model.resolve("model.json").toFile()).get("provenance");
    assertEquals("discs", provenance.get("source").asText());
    assertEquals("imagenet", provenance.get("initialised").asText());
    assertEquals(30, provenance.get("images").asInt());
    assertTrue(provenance.get("command").asText().startsWith("sppdet train-classifier "));
  }

  private static String annotation(Path dataset, String id) {
    try {
      return Files.readString(dataset.resolve("Annotations/" + id + ".xml"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatDoesNotFitIsOneLine() throws IOException {
    Path discs = discs(12);
    Path stripes = stripes(1);
    Path model = folder.resolve("model");
    String small = "small-spp";
    assertRefused("needs one; --head svm", discs, "-o", model, "--head", "softmax");
    assertRefused("SVMs need a linear", stripes, "-o", model, "--network", small, "--head", "svm");
    assertRefused("unknown pooling 'cube'", stripes, "-o", model, "--pooling", "cube");
    assertRefused(
        "--pooling, --pool: are of a linear network",
        stripes,
        "-o",
        model,
        "--network",
        small,
        "--pooling",
        "spp:4,2,1");
    assertRefused("--c: must be positive", stripes, "-o", model, "--c", "0");
    assertRefused("--warp: goes without", stripes, "-o", model, "--warp", "9", "--scales", "9");
    assertRefused("exists already", stripes, "-o", stripes);
    assertRefused("no split \"x\"; there are: train, val", stripes, "-o", model, "--split", "x");
    assertTrue(Files.notExists(model));
    Sppdet detector = Sppdet.run("train", stripes, "-o", model);
    assertEquals(2, detector.exitCode());
    assertTrue(detector.err().contains("what train-classifier takes"), detector.err());
    Sppdet boxes = Sppdet.run("eval", stripes, "-m", "voc07");
    assertEquals(2, boxes.exitCode());
    assertTrue(boxes.err().contains("has no boxes"), boxes.err());
    Sppdet report = Sppdet.run("eval", discs, "-m", "imagenet", "--report", folder.resolve("r"));
    assertEquals(2, report.exitCode());
    assertTrue(report.err().contains("--report: goes with detectors only"), report.err());
  }

  private static void assertRefused(String message, Object... args) {
    Sppdet run =
        Sppdet.run(Stream.concat(Stream.of("train-classifier"), Stream.of(args)).toArray());
    assertEquals(2, run.exitCode(), run.err());
    assertEquals("", run.out());
    assertTrue(run.errLines().get(run.errLines().size() - 1).contains(message), run.err());
  }
}
