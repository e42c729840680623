package io.sppdet.cli.option;

import io.sppdet.cli.option.Reads.As;
import io.sppdet.cli.terminal.Installation;
import io.sppdet.dataset.Dataset;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.files.FileName;
import io.sppdet.image.ImageFormat;
import io.sppdet.input.ImageInput;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Every path that a run reads and every path that it writes, as {@link Reads} and {@link Writes}
 * say of the options. No run replaces what it reads, under whatever name: by another path, by links
 * of both kinds, or where case does not count.
 */
public final class RunPaths {
  private static final String STANDARD_STREAM = "-";
  private static final String LIST = "@";
  private static final Path STANDARD_INPUT = Path.of("/dev/stdin");
  private static final String ANY = ".*";

  /** What of a file tells whether it is a text. */
  private static final int START = 1 << 12;

  /** A file that may be written, there already or not. */
  private record Target(String option, Path path) {}

  /** A folder that gets files of certain names. */
  private record Room(Target folder, String names) {}

  private final CommandSpec spec;

  /** What options name, files or folders, as they name them. */
  private final List<Target> named = new ArrayList<>();

  private final List<Room> rooms = new ArrayList<>();

  /** All files that may be replaced, by what tells files apart. */
  private final Map<Object, Target> files = new LinkedHashMap<>();

  private RunPaths(CommandSpec spec) {
    this.spec = spec;
  }

  /** Those of a command whose options have been read. */
  public static RunPaths of(CommandSpec spec) {
    RunPaths paths = new RunPaths(spec);
    for (ArgSpec arg : spec.args()) {
      Writes writes = annotation(arg, Writes.class);
      if (writes != null) {
        values(arg).forEach(value -> paths.add(name(arg), writes, value));
      }
    }
    paths.rooms.forEach(paths::refuseIn);
    return paths;
  }

  /** Two outputs of one name: the later would be all that is left. */
  private void refuseIn(Room room) {
    Path folder = place(room.folder().path());
    for (Target target : named) {
      Path place = place(target.path());
      if (folder.equals(place.getParent())
          && place.getFileName().toString().matches(room.names())) {
        throw new SppdetException(
            Kind.USAGE,
            target.option(),
            target.path() + " is written by " + room.folder().option());
      }
    }
  }

  private static <A extends Annotation> A annotation(ArgSpec arg, Class<A> type) {
    return arg.userObject() instanceof Field field ? field.getAnnotation(type) : null;
  }

  private static String name(ArgSpec arg) {
    return arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel();
  }

  private static List<String> values(ArgSpec arg) {
    Object value = arg.getValue();
    Collection<?> all =
        value instanceof Collection<?> several
            ? several
            : value == null ? List.of() : List.of(value);
    return all.stream().map(Object::toString).filter(each -> !each.isEmpty()).toList();
  }

  private void add(String option, Writes writes, String value) {
    if (value.equals(STANDARD_STREAM)) {
      return;
    }
    Path path = Path.of(value);
    Target target = new Target(option, path);
    named.add(target);
    Target other = files.get(key(path));
    if (other != null && writes.depth() == 0) {
      throw new SppdetException(Kind.USAGE, option, path + " is written by " + other.option());
    }
    if (writes.depth() > 0 && !writes.named().equals(ANY)) {
      rooms.add(new Room(target, writes.named()));
    }
    if (Files.isDirectory(path)) {
      addBelow(target, writes.depth(), writes.named());
    } else if (Files.isRegularFile(path) || !Files.exists(path)) {
      files.put(key(path), target);
    }
    Path name = path.getFileName();
    for (String beside : name == null ? new String[0] : writes.beside()) {
      String stem = FileName.of(name.toString()).stem();
      Path sibling = path.resolveSibling(beside.replace("%s", name.toString()).replace("%S", stem));
      files.putIfAbsent(key(sibling), new Target(option, sibling));
      addBelow(new Target(option, sibling), Writes.WHOLE, ANY);
    }
  }

  private void addBelow(Target folder, int depth, String names) {
    if (depth == 0 || !Files.isDirectory(folder.path())) {
      return;
    }
    SimpleFileVisitor<Path> visitor =
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.getFileName().toString().matches(names)) {
              files.putIfAbsent(key(file), new Target(folder.option(), file));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException cause) {
            return FileVisitResult.CONTINUE; // to write there will fail, too
          }
        };
    try {
      Files.walkFileTree(place(folder.path()), Set.of(), depth, visitor); // also of a link
    } catch (IOException e) {
      // the same
    }
  }

  /** What tells files apart, whatever they are called; of a file that is not there, its place. */
  private static Object key(Path file) {
    try {
      Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      return key == null ? file.toRealPath() : key;
    } catch (IOException e) {
      return place(file);
    }
  }

  /** The real path, also of a file that is not there. */
  private static Path place(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    try {
      return absolute.toRealPath();
    } catch (IOException e) {
      Path above = absolute.getParent();
      return above == null ? absolute : place(above).resolve(absolute.getFileName());
    }
  }

  /**
   * Refuses to replace what the options name, before anything is opened for writing.
   *
   * @throws SppdetException USAGE, about the option that would
   */
  public void refuse() {
    if (named.isEmpty()) {
      return;
    }
    for (Target target : files.values()) {
      String other = named.contains(target) ? other(target.path()) : null;
      if (other != null) {
        throw new SppdetException(
            Kind.USAGE,
            target.option(),
            "%s is %s, it would be overwritten".formatted(target.path(), other));
      }
    }
    for (ArgSpec arg : spec.args()) {
      Reads reads = annotation(arg, Reads.class);
      if (reads != null) {
        values(arg).forEach(value -> refuse(name(arg), reads.value(), value));
      }
    }
    Defaults.of(spec.commandLine()).files(spec).forEach(file -> refuse("--config", file.path()));
    if (Files.isRegularFile(STANDARD_INPUT)) {
      refuse("standard input", STANDARD_INPUT);
    }
  }

  /** What a file is that no output can be, as all are texts: an image by name, or by its bytes. */
  private static String other(Path file) {
    if (!Files.isRegularFile(file)) {
      return null;
    } else if (ImageFormat.isImageName(file.getFileName().toString())) {
      return "an image";
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(START);
      boolean text = new String(start, StandardCharsets.ISO_8859_1).indexOf('\0') < 0;
      return ImageFormat.ofStream(start).isPresent() ? "an image" : text ? null : "no text";
    } catch (IOException e) {
      return null; // who writes it will tell
    }
  }

  /** The same of the images that were found. */
  public void refuse(List<ImageInput> images) {
    if (files.isEmpty()) {
      return;
    }
    for (ImageInput image : images) {
      if (image.file() != null) {
        refuse("IMAGE", image.file());
      }
    }
  }

  /** The image, or, where this run would write over it, one whose reading fails. */
  ImageInput unlessRefused(ImageInput image) {
    try {
      refuse(List.of(image));
      return image;
    } catch (SppdetException e) {
      return ImageInput.failed(image.name(), image.file(), e);
    }
  }

  private void refuse(String reader, As as, String value) {
    Path path;
    try {
      boolean list = as == As.IMAGES && value.startsWith(LIST) && !Files.exists(Path.of(value));
      path = list ? Path.of(value.substring(LIST.length())) : Path.of(value);
      path = as == As.MODEL ? Installation.model(value) : path;
    } catch (InvalidPathException | SppdetException e) {
      return; // who reads it will tell
    }
    if (Files.isRegularFile(path)) {
      refuse(reader, path);
    }
    if (as == As.MODEL && Files.isDirectory(path)) {
      refuseBelow(reader, path);
    }
    if (as == As.DATASET && files.values().stream().anyMatch(RunPaths::isThere)) {
      refuseLabels(reader, path);
    }
  }

  private static boolean isThere(Target target) {
    return Files.isRegularFile(target.path());
  }

  /** Its images are refused as images. */
  private void refuseLabels(String reader, Path path) {
    Dataset dataset;
    try {
      dataset = Dataset.open(path, spec.findOption("--dataset-format").getValue());
    } catch (SppdetException e) {
      return; // who reads it will tell
    }
    for (Target target : files.values()) {
      if (isThere(target) && dataset.reads(target.path())) {
        throw overwriting(target, reader);
      }
    }
  }

  private static SppdetException overwriting(Target target, String reader) {
    return new SppdetException(
        Kind.USAGE,
        target.option(),
        "%s is read by this run (%s), it would be overwritten".formatted(target.path(), reader));
  }

  private void refuse(String reader, Path read) {
    Target target = files.get(key(read));
    if (target != null) {
      throw overwriting(target, reader);
    }
  }

  private void refuseBelow(String reader, Path folder) {
    Path real = place(folder);
    for (Target target : named) {
      if (place(target.path()).startsWith(real)) {
        throw overwriting(target, reader);
      }
    }
    try (Stream<Path> files = Files.list(folder)) {
      files.forEach(file -> refuse(reader, file));
    } catch (IOException e) {
      // who reads it will tell
    }
  }
}
