package io.sppdet.output;

import static java.nio.file.StandardOpenOption.READ;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sppdet.detect.ImageResult;
import io.sppdet.detect.ImageResult.Found;
import io.sppdet.error.FileFault;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.error.SppdetException.Remedy;
import io.sppdet.files.LockedFile;
import io.sppdet.input.ImageInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * What a run has found so far, a line an image, on disk beside its output, so that the same command
 * goes on where a run was ended. The first line tells what run it is. Each line ends with a
 * checksum; one that was not written whole, or is damaged, is dropped. Images that failed are not
 * kept: they are tried again.
 */
public final class Journal implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The system may lose what is younger in a power cut; a killed process loses nothing. */
  private static final long FORCE_NANOS = Duration.ofSeconds(10).toNanos();

  private final Path path;
  private final LockedFile locked;
  private final FileChannel file;

  /** The checksum, behind a blank. */
  private static final int SUM_LENGTH = 8;

  /** How the first line begins, and how it ends. */
  private static final String START = "{\"";

  private static final Pattern SUMMED = Pattern.compile(" [0-9a-f]{8}$");
  private static final int LONGEST_START = 1 << 16;

  /** Where the line of each image begins, by its {@link #stamp}. */
  private final Map<String, Long> lines = new HashMap<>();

  /** Behind the last whole line. */
  private long end;

  /** Negative until the journal was begun or read: one that can't be read is not ours to remove. */
  private int size = -1;

  /** Whether it stays though it holds nothing. */
  private boolean kept;

  private int damaged;
  private long forced = System.nanoTime();

  private Journal(Path path, LockedFile locked) {
    this.path = path;
    this.locked = locked;
    this.file = locked.channel();
  }

  /** The journal of a run that writes to this file or folder. */
  public static Path of(Path output) {
    Path whole = output.toAbsolutePath().normalize();
    return whole.resolveSibling(whole.getFileName() + ".journal");
  }

  /**
   * Begins a journal; one that is there already is gone.
   *
   * @throws SppdetException OUTPUT when it can't be written, or another run is writing it
   */
  public static Journal begin(Path path, RunIdentity run) {
    Journal journal = open(path);
    try {
      journal.file.truncate(0);
      journal.size = 0;
      journal.append(JSON.valueToTree(run.values()));
      return journal;
    } catch (IOException e) {
      journal.close();
      throw FileFault.writing(path, e);
    }
  }

  /**
   * Goes on with a journal.
   *
   * @throws SppdetException OUTPUT when it can't be read or written; USAGE when it is that of a run
   *     with other options
   */
  public static Journal resume(Path path, RunIdentity run) {
    Journal journal = open(path);
    try {
      byte[] line = journal.line(0);
      JsonNode first = line == null ? null : parse(line);
      if (first == null) { // killed before it was on disk, or of another version, or damaged
        journal.close();
        Journal anew = begin(path, run);
        anew.damaged = line == null ? 0 : 1;
        return anew;
      }
      Optional<String> other = run.difference(RunIdentity.of(first));
      if (other.isPresent()) {
        throw new SppdetException(Kind.USAGE, path.toString(), other.get())
            .with(new Remedy("if-exists overwrite", "starts anew"));
      }
      journal.index();
      return journal;
    } catch (IOException e) {
      journal.close();
      throw FileFault.writing(path, e);
    } catch (SppdetException e) {
      journal.close();
      throw e;
    }
  }

  /** Whether one is there and holds results, or may: they would be lost with it. */
  public static boolean holdsResults(Path path) {
    if (Files.notExists(path)) {
      return false;
    }
    try (Stream<String> lines = Files.lines(path, StandardCharsets.ISO_8859_1)) {
      return lines.skip(1).findAny().isPresent();
    } catch (IOException | UncheckedIOException e) {
      return true;
    }
  }

  private static Journal open(Path path) {
    if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      refuseOthers(path);
    }
    try {
      return new Journal(path, LockedFile.open(path, path, READ, LinkOption.NOFOLLOW_LINKS));
    } catch (IOException e) {
      throw FileFault.writing(path, e);
    }
  }

  /** Whoever put it there: it would be lost. One that was cut off, or is damaged, is a journal. */
  private static void refuseOthers(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(LONGEST_START);
      String start = new String(bytes, StandardCharsets.ISO_8859_1);
      String line = start.lines().findFirst().orElse("");
      if (!start.startsWith(START) && !START.startsWith(start) && !SUMMED.matcher(line).find()) {
        String reason = "is no journal of a run, and would be replaced; name another output";
        throw new SppdetException(Kind.OUTPUT, path.toString(), reason);
      }
    } catch (IOException e) {
      throw FileFault.writing(path, e);
    }
  }

  /** Finds the lines, and cuts off what was not written whole. */
  private void index() throws IOException {
    end = file.position();
    for (byte[] line = line(end); line != null; line = line(end)) {
      JsonNode result = parse(line);
      if (result == null) {
        damaged++;
      } else {
        lines.put(new JournalEntry(result).stamp(), end);
      }
      end = file.position();
    }
    file.truncate(end);
    size = lines.size();
  }

  /** The line that begins there, without its end; null when there is none that has one. */
  private byte[] line(long at) throws IOException {
    file.position(at);
    StringBuilder bytes = new StringBuilder();
    ByteBuffer block = ByteBuffer.allocate(1 << 13);
    for (int n = file.read(block); n > 0; n = file.read(block.clear())) {
      String text = new String(block.array(), 0, n, StandardCharsets.ISO_8859_1); // as they are
      int end = text.indexOf('\n');
      bytes.append(text, 0, end < 0 ? n : end);
      if (end >= 0) {
        file.position(at + bytes.length() + 1);
        return bytes.toString().getBytes(StandardCharsets.ISO_8859_1);
      }
    }
    return null;
  }

  /** What a line holds; null when it is damaged. */
  private static JsonNode parse(byte[] line) throws IOException {
    int length = line.length - SUM_LENGTH - 1;
    if (length < 0
        || !sum(line, length)
            .equals(new String(line, length, SUM_LENGTH + 1, StandardCharsets.ISO_8859_1))) {
      return null;
    }
    try {
      JsonNode node = JSON.readTree(line, 0, length);
      return node != null && node.isObject() ? node : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private static String sum(byte[] line, int length) {
    CRC32C sum = new CRC32C();
    sum.update(line, 0, length);
    return " %08x".formatted(sum.getValue());
  }

  /** Lines that were there and could not be used, so that their images are detected in again. */
  public int damaged() {
    return damaged;
  }

  /** How many images are done. */
  public int size() {
    return size;
  }

  /** Where the result of an image is, if it is here and the image has not changed since. */
  Optional<Long> place(ImageInput input) {
    return lines.isEmpty() // of a new run: no file need be asked for its size
        ? Optional.empty()
        : Optional.ofNullable(lines.get(stamp(input)));
  }

  /** The result of an image, from its {@link #place}. */
  Found result(long place, ImageInput input) {
    try {
      return new JournalEntry(parse(line(place))).result(input);
    } catch (IOException e) {
      throw FileFault.writing(path, e);
    }
  }

  /**
   * Keeps the result of an image, unless it failed.
   *
   * @throws SppdetException OUTPUT when it can't be written
   */
  public void add(ImageResult result) {
    add(result, stamp(result.input()));
  }

  /**
   * The same, unless the image has changed since it was read.
   *
   * @param before its stamp before that
   */
  void add(ImageResult any, String before) {
    if (!(any instanceof Found result) || !stamp(any.input()).equals(before)) {
      return;
    }
    try {
      append(JournalEntry.of(result, before).json());
      size++;
    } catch (IOException e) {
      throw FileFault.writing(path, e);
    }
  }

  private void append(JsonNode line) throws IOException {
    file.position(end);
    byte[] json = line.toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(json.length + SUM_LENGTH + 2);
    bytes.put(json).put((sum(json, json.length) + "\n").getBytes(StandardCharsets.US_ASCII)).flip();
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
    end = file.position();
    if (System.nanoTime() - forced > FORCE_NANOS) {
      file.force(false);
      forced = System.nanoTime();
    }
  }

  /** Name, size and time of change: another photo of the same name is another image. */
  static String stamp(ImageInput input) {
    String stamp = "";
    if (input.file() != null) {
      try {
        BasicFileAttributes file = Files.readAttributes(input.file(), BasicFileAttributes.class);
        stamp = " " + file.size() + " " + file.lastModifiedTime().toMillis();
      } catch (IOException e) {
        stamp = " unreadable"; // no result is kept under it
      }
    }
    return input.name() + stamp;
  }

  /**
   * Lets it stay, even with nothing in it, until the run has come to its end: it tells that what is
   * beside it is not all.
   */
  public void keep() {
    kept = true;
  }

  /** Removes it, when the run has come to its end. */
  public void finish() {
    size = 0;
    kept = false;
    close();
  }

  /** Leaves no journal that holds nothing, unless it is to be kept. */
  @Override
  public void close() {
    if (!file.isOpen()) {
      return;
    }
    try (locked) {
      if (size == 0 && !kept) {
        Files.deleteIfExists(path); // while it is still ours
      }
    } catch (IOException e) {
      throw FileFault.writing(path, e);
    }
  }
}
