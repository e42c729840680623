package io.sppdet.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.sppdet.cli.Main;
import io.sppdet.cli.Sppdet;
import io.sppdet.cli.option.Reads.As;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** No run replaces what it reads: all pairs of options of all commands, as picocli knows them. */
class RunPathsTest {
  /** What help calls values that are paths, or may be some. */
  private static final Set<String> PATHS =
      Set.of("FILE", "DIR", "PATH", "IMAGE", "DATASET", "MODEL", "MODEL_DIR", "FOLDER", "SPLIT");

  private static final String CONFIG = "threads = 2\n";

  /** An option or argument that reads, and an option that writes, of one command. */
  record Pair(CommandSpec command, ArgSpec reading, ArgSpec writing) {
    @Override
    public String toString() {
      return command.qualifiedName() + " " + name(reading) + " " + name(writing);
    }
  }

  @TempDir Path folder;

  private static Stream<CommandSpec> commands() {
    return below(Main.commandLine(Map.of())).map(CommandLine::getCommandSpec);
  }

  private static Stream<CommandLine> below(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().flatMap(RunPathsTest::below));
  }

  static Stream<Pair> pairs() {
    return commands()
        .flatMap(
            command ->
                having(command, Reads.class)
                    .flatMap(
                        reading ->
                            having(command, Writes.class)
                                .map(writing -> new Pair(command, reading, writing))));
  }

  private static Stream<ArgSpec> having(CommandSpec command, Class<? extends Annotation> type) {
    return command.args().stream().filter(arg -> annotation(arg, type) != null);
  }

  private static <A extends Annotation> A annotation(ArgSpec arg, Class<A> type) {
    return arg.userObject() instanceof Field field ? field.getAnnotation(type) : null;
  }

  private static String name(ArgSpec arg) {
    return arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel();
  }

  /** Whoever adds an option that names a path says what is done there. */
  @Test
  void eachPathIsReadOrWritten() {
    List<String> silent = new ArrayList<>();
    commands()
        .forEach(
            command -> {
              for (ArgSpec arg : command.args()) {
                boolean path =
                    arg.type() == Path.class
                        || List.of(arg.auxiliaryTypes()).contains(Path.class)
                        || PATHS.contains(arg.paramLabel());
                boolean reads = annotation(arg, Reads.class) != null;
                boolean writes = annotation(arg, Writes.class) != null;
                if (path ? reads == writes : reads || writes) {
                  silent.add(command.qualifiedName() + " " + name(arg));
                }
              }
            });
    assertEquals(List.of(), silent, "need @Reads or @Writes");
    assertTrue(pairs().count() > 40);
  }

  /** A script gives one whose variable is not set; to Java it is the current folder. */
  @Test
  void anEmptyPathIsRefused() {
    commands()
        .forEach(
            command -> {
              for (ArgSpec arg : command.args()) {
                if (arg.type() == Path.class) {
                  List<Object> args = new ArrayList<>(List.of(command.qualifiedName().split(" ")));
                  args.remove(0);
                  add(args, arg, "");
                  refused("an empty name is no path", args);
                }
              }
            });
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void whatIsReadIsNotReplaced(Pair pair) throws IOException {
    Writes writes = annotation(pair.writing(), Writes.class);
    if (writes.depth() > 0 && writes.named().isEmpty()) {
      return; // a folder in which no name is anybody else's
    }
    String name =
        Stream.of("detections.json", "report.json")
            .filter(each -> each.matches(writes.named()))
            .findFirst()
            .orElseThrow();
    As as = annotation(pair.reading(), Reads.class).value();
    Path inner =
        Files.writeString(
            Files.createDirectory(folder.resolve("inputs"))
                .resolve(as == As.MODEL ? "model.json" : name),
            CONFIG);
    Path read = as == As.MODEL || as == As.DATASET ? inner.getParent() : inner;
    refused(pair, read, inner);
    Path links = Files.createDirectory(folder.resolve("links"));
    refused(pair, read, Files.createSymbolicLink(links.resolve("symbolic.json"), inner));
    refused(pair, read, links.resolve("../links/symbolic.json"));
    refused(pair, read, Files.createLink(links.resolve("hard.json"), inner));
    if (writes.depth() > 0) {
      refused(pair, read, inner.getParent());
      Path folderOfLinks = Files.createDirectory(folder.resolve("folder"));
      Files.createSymbolicLink(folderOfLinks.resolve(name), inner);
      refused(pair, read, folderOfLinks);
    }
  }

  private void refused(Pair pair, Path read, Path written) throws IOException {
    Map<String, String> before = contents();
    List<Object> args = new ArrayList<>(List.of(pair.command().qualifiedName().split(" ")));
    args.remove(0);
    add(args, pair.writing(), written);
    for (ArgSpec arg : pair.command().args()) {
      if (arg != pair.reading() && arg != pair.writing() && arg.required()) {
        add(args, arg, other(arg));
      }
    }
    add(args, pair.reading(), read);
    Sppdet run = Sppdet.run(args.toArray());
    assertEquals(2, run.exitCode(), args + "\n" + run.err());
    String line = run.err();
    assertTrue(line.startsWith("sppdet: " + name(pair.writing()) + ": "), args + "\n" + line);
    assertTrue(line.contains(", it would be overwritten"), args + "\n" + line);
    assertEquals(1, run.errLines().size(), line);
    assertEquals(before, contents());
  }

  private static void add(List<Object> args, ArgSpec arg, Object value) {
    if (arg instanceof OptionSpec option) {
      args.add(option.longestName());
    }
    args.add(value);
  }

  /** For what must be there besides the pair. */
  private Object other(ArgSpec arg) {
    return switch (arg.paramLabel()) {
      case "IMAGE" -> Sppdet.SAMPLES.resolve("chelsea.jpg");
      case "MODEL" -> "voc07";
      case "DIR", "MODEL_DIR" -> folder.resolve("new");
      case "DATASET" -> folder.resolve("nowhere");
      case "N" -> "8";
      default -> fail("say what " + name(arg) + " may be");
    };
  }

  private Map<String, String> contents() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        contents.put(file.toString(), Files.isDirectory(file) ? "" : Files.readString(file));
      }
    }
    return contents;
  }

  /** As where a shell has made photos of a star: {@code detect -o *.png}. */
  @ParameterizedTest
  @ValueSource(strings = {"--output", "--report"})
  void textNeverReplacesAnImage(String option) throws IOException {
    Path image = Files.writeString(folder.resolve("a.jpg"), "photo");
    refused("is an image, it would be overwritten", "detect", option, image, "b.png");
    refused("is an image, it would be overwritten", "eval", "--json", image, folder);
    assertEquals("photo", Files.readString(image));
    Path photo = Sppdet.SAMPLES.resolve("chelsea.jpg");
    Path other = Files.copy(photo, folder.resolve("a.dat")); // a photo, whatever it is called
    refused("is an image, it would be overwritten", "detect", option, other, "b.png");
    refused("is an image, it would be overwritten", "eval", "--json", other, folder);
    assertEquals(-1, Files.mismatch(photo, other));
  }

  /** Videos and photos that sppdet can't even read: all outputs are texts. */
  @ParameterizedTest
  @ValueSource(strings = {"a.mp4", "a.avif", "a.zip", "a"})
  void textReplacesNothingThatIsNone(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, new byte[] {'P', 'K', 3, 4, 20, 0, 0, 0, 8, 0});
    for (String option : List.of("--output", "--report")) {
      refused("is no text, it would be overwritten", "detect", option, file, "b.mp4");
    }
    refused("is no text, it would be overwritten", "eval", "--json", file, folder);
    refused("is no text, it would be overwritten", "classify", "--output", file, "b.png");
    assertEquals(10, Files.size(file));
  }

  /** What only a search finds. */
  @ParameterizedTest
  @ValueSource(strings = {"photos", "photos/*.dat", "@list", "photos.zip"})
  void imagesThatAreFoundAreNotReplaced(String argument) throws IOException {
    Path photos = Files.createDirectory(folder.resolve("photos"));
    Path photo = photos.resolve(argument.contains("*") ? "a.dat" : "a.png");
    Files.copy(Sppdet.SAMPLES.resolve("chelsea.jpg"), photo);
    Path list = Files.writeString(folder.resolve("list"), photo + "\n");
    Path zip = folder.resolve("photos.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("a.png"));
      Files.copy(photo, out);
    }
    String input = argument.startsWith("@") ? "@" + list : folder.resolve(argument).toString();
    Path same = argument.endsWith(".zip") ? zip : photo;
    Path link = Files.createLink(folder.resolve("link"), same);
    Path drawn = Files.createDirectory(folder.resolve("drawn"));
    Files.createSymbolicLink(drawn.resolve("b.png"), same);
    long size = Files.size(same);
    refused("it would be overwritten", "detect", "--report", link, input);
    refused("it would be overwritten", "detect", "--format", "jsonl", "-o", link, input);
    refused("it would be overwritten", "detect", "--draw", drawn, input);
    refused("it would be overwritten", "classify", "-o", link, input);
    if (argument.startsWith("@")) {
      refused("it would be overwritten", "detect", "--format", "csv", "-o", list, input);
    }
    assertEquals(size, Files.size(same));
  }

  /** It is removed with all it holds. */
  @Test
  void folderBesideANewModelIsNotADataset() throws IOException {
    Path voc = folder.resolve("mine.work");
    Files.createDirectories(voc.resolve("JPEGImages"));
    Files.createDirectories(voc.resolve("Annotations"));
    Path xml = Files.writeString(voc.resolve("Annotations/a.xml"), "<annotation/>");
    refused("it would be overwritten", "train", voc, "-o", folder.resolve("mine"));
    assertTrue(Files.exists(xml));
  }

  @Test
  void labelsOfEachFormatAreKnown() throws IOException {
    Path yolo = folder.resolve("yolo");
    Files.createDirectories(yolo.resolve("images"));
    Files.createDirectories(yolo.resolve("labels"));
    Files.writeString(yolo.resolve("classes.txt"), "dog\n");
    Files.copy(Sppdet.SAMPLES.resolve("dog.jpg"), yolo.resolve("images/a.jpg"));
    Files.writeString(yolo.resolve("labels/a.txt"), "0 0.5 0.5 0.1 0.1\n");
    for (String name : List.of("classes.txt", "labels/a.txt")) {
      refused("it would be overwritten", "dataset", "check", yolo, "--json", yolo.resolve(name));
    }
    Path own = Files.writeString(yolo.resolve("figures.json"), "earlier ones");
    Sppdet run = Sppdet.run("dataset", "check", yolo, "--json", own);
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(Files.readString(own).contains("dog"));
  }

  @Test
  void oneFileForTwoOutputsIsRefused() {
    Path file = folder.resolve("found.html");
    refused("is written by --", "detect", "-o", file, "--report", file, "a.jpg");
    Path figures = folder.resolve("figures.json");
    refused("is written by --", "eval", "--json", figures, "--save-detections", figures, folder);
    Path inside = folder.resolve("new/report.json");
    refused("by --report", "eval", "--report", inside.getParent(), "--json", inside, folder);
  }

  private static void refused(String reason, Object... args) {
    Sppdet run = Sppdet.run(args);
    assertNotNull(run.err());
    assertEquals(2, run.exitCode(), List.of(args) + "\n" + run.err());
    assertTrue(run.err().contains(reason), List.of(args) + "\n" + run.err());
  }
}
