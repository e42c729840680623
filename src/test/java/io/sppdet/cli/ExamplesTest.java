package io.sppdet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.ChildJava;
import io.sppdet.files.Removal;
import io.sppdet.image.Image;
import io.sppdet.image.ImageReader;
import io.sppdet.image.ImageResizer;
import io.sppdet.image.ImageWriter;
import io.sppdet.train.run.ShapesDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of the pages do what they say, in a folder with the photos that they name, a data
 * set {@code my-photos} without splits, and the model {@code mine} that the pages train on it. Left
 * out are those that need another data set or model of the reader's (VOC, flowers, an export of
 * Label Studio), a video, a list from another program, or minutes; {@link DocumentationTest} has
 * these understood.
 */
class ExamplesTest {
  private static final Set<String> COMMANDS =
      Set.of("detect", "classify", "inspect", "model", "completion", "doctor", "unsort");

  /** Those that take a data set. */
  private static final Set<String> OF_A_DATASET = Set.of("train", "eval", "dataset");

  /** Defaults that spare time: a step or two, on small pictures. */
  private static final Map<String, String> SHORT_TRAINING =
      Map.of("SPPDET_TRAIN_EPOCHS", "1", "SPPDET_TRAIN_SCALES", "160");

  private static final String DATASET = "my-photos/";
  private static final List<String> PHOTOS =
      List.of("photo.jpg", "a.jpg", "b.jpg", "photos/1.jpg", "card/1.jpg", "card/dcim/2.jpg");

  @TempDir Path temporary;

  private static boolean needsNothingElse(List<String> words) {
    int model = words.indexOf("--model");
    boolean known =
        COMMANDS.contains(words.get(0))
            || (OF_A_DATASET.contains(words.get(0)) && words.contains(DATASET));
    return known
        && (model < 0 || words.get(model + 1).equals("mine"))
        && words.stream().noneMatch(word -> word.matches("-|@.*|.*\\.mp4"));
  }

  @Test
  void theCommandsOfThePagesEndWell() throws IOException, InterruptedException {
    Set<String> commands = new TreeSet<>();
    for (Path page : DocumentationTest.pages()) {
      DocumentationTest.commands(page).stream()
          .filter(ExamplesTest::needsNothingElse)
          .forEach(words -> commands.add(String.join("\t", words)));
    }
    assertTrue(commands.size() > 15, commands.toString());
    for (String each : List.of("train", "eval", "dataset", "doctor", "unsort")) {
      assertTrue(commands.stream().anyMatch(words -> words.startsWith(each)), "no " + each);
    }
    List<String> trainingFirst = new ArrayList<>(commands);
    trainingFirst.sort(Comparator.comparing(words -> !words.startsWith("train\t")));
    Path folder = Files.createDirectory(temporary.resolve("folder"));
    List<String> java = ChildJava.command();
    java.addAll(List.of("-Xmx1g", "-XX:+UseSerialGC", "-Dbasedir=" + Sppdet.HOME));
    java.addAll(List.of("-cp", ChildJava.classPath(), ExamplesTest.class.getName()));
    java.addAll(trainingFirst);
    Path output = temporary.resolve("output");
    Process child =
        new ProcessBuilder(java)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertTrue(child.waitFor(20, TimeUnit.MINUTES), "does not end");
    assertEquals(0, child.exitValue(), () -> read(output));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /**
   * Runs commands here, each in the folder as it was but for the model that was trained, and ends
   * with how many ended badly.
   */
  public static void main(String[] commands) throws IOException {
    Path folder = Path.of("").toAbsolutePath();
    Image dog = new ImageReader().read(Sppdet.SAMPLES.resolve("dog.jpg"));
    Image photo = ImageResizer.resize(dog, 405, 505); // an example names a box in it
    List<String> wrong = new ArrayList<>();
    for (String command : commands) {
      fill(folder, photo);
      if (command.startsWith("unsort\t")) {
        Sppdet.run("detect", "-q", "card/", "--sort", "sorted/", "--sort-by", "move");
      }
      Sppdet run = Sppdet.run(SHORT_TRAINING, (Object[]) command.split("\t"));
      if (run.exitCode() != 0) {
        wrong.add(command.replace('\t', ' ') + ": " + run.exitCode() + "\n" + run.err());
      }
    }
    empty(folder);
    wrong.forEach(System.out::println);
    System.exit(wrong.size());
  }

  private static void fill(Path folder, Image photo) throws IOException {
    empty(folder);
    Files.createSymbolicLink(folder.resolve("samples"), Sppdet.SAMPLES);
    for (String name : PHOTOS) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      new ImageWriter().write(photo, file);
    }
    ShapesDataset.write(folder.resolve(DATASET), 5, 1);
    Removal.of(folder.resolve(DATASET).resolve("ImageSets")); // as labelling tools leave it
  }

  private static void empty(Path folder) throws IOException {
    List<Path> left;
    try (Stream<Path> files = Files.list(folder)) {
      left = files.filter(file -> !file.endsWith("models")).toList();
    }
    for (Path each : left) {
      Removal.of(each);
    }
  }
}
