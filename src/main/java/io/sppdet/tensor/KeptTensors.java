package io.sppdet.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.sppdet.error.FileFault;
import io.sppdet.error.SppdetException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * Files of tensors that are kept so as not to be computed again: safetensors, and behind them a
 * checksum. A file that is damaged counts as missing, which is reported once.
 */
public final class KeptTensors {
  private static final String PART = ".part";

  /** In ASCII, KEPT. */
  private static final int MARK = 0x4B455054;

  private static final int END_BYTES = 2 * Integer.BYTES;
  private static final long MAX_BYTES = Integer.MAX_VALUE - 8L;

  private final Consumer<String> notes;
  private final AtomicBoolean reported = new AtomicBoolean();

  /**
   * @param notes hear of the first damaged file, on any thread
   */
  public KeptTensors(Consumer<String> notes) {
    this.notes = notes;
  }

  /**
   * Reads a file; the tensors live until they are closed or until {@code parent} closes.
   *
   * @param names of tensors that are in it unless another version has written it
   * @return empty where the file is missing, damaged or of another version, and so has to be made
   *     again
   */
  public Optional<TensorFile> read(NDManager parent, Path file, String... names) {
    if (Files.notExists(file)) {
      return Optional.empty();
    }
    try {
      Optional<ByteBuffer> whole = whole(file);
      Optional<TensorFile> read = whole.map(bytes -> TensorFile.of(parent, file, bytes));
      if (read.isPresent() && read.get().names().containsAll(List.of(names))) {
        return read;
      }
    } catch (IOException | SppdetException e) {
      // the same as damaged: it is made again, or can't be written
    }
    if (!reported.getAndSet(true)) {
      notes.accept(file + " is damaged, or of another version; made it again, and others like it");
    }
    return Optional.empty();
  }

  /** What stands before a right checksum. */
  private static Optional<ByteBuffer> whole(Path file) throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    int length = bytes.limit() - END_BYTES;
    if (length < 0 || bytes.getInt(length) != MARK) {
      return Optional.empty();
    }
    CRC32C sum = new CRC32C();
    sum.update(bytes.array(), 0, length);
    boolean right = bytes.getInt(length + Integer.BYTES) == (int) sum.getValue();
    return right ? Optional.of(bytes.slice(0, length)) : Optional.empty();
  }

  /** Removes what killed runs have left in a folder; what is young may be a run's at work. */
  public static void removeLeft(Path folder) throws IOException {
    Instant dayAgo = Instant.now().minus(Duration.ofDays(1));
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, "*" + PART)) {
      for (Path part : parts) {
        if (Files.getLastModifiedTime(part).toInstant().isBefore(dayAgo)) {
          Files.deleteIfExists(part);
        }
      }
    }
  }

  /**
   * Removes from a folder the files of a name's ending, whole or begun, and the folder if nothing
   * else is in it.
   */
  public static void removeAll(Path folder, String ending) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    for (String names : List.of("*" + ending, "*" + ending + ".*" + PART)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, names)) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
    }
    try {
      Files.delete(folder);
    } catch (DirectoryNotEmptyException e) {
      // what is not ours stays
    }
  }

  /**
   * Writes tensors by name in place of a file that may be there: a killed run or a full disk leaves
   * the old one whole, and of two runs that write the same each writes its own. Windows replaces no
   * file that another run has open; where that is the same, it stays.
   *
   * @throws SppdetException OUTPUT when it can't be written
   */
  public static void write(Path file, Map<String, NDArray> tensors) {
    Path temporary = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + PART);
    try {
      TensorFile.write(temporary, tensors);
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        CRC32C sum = new CRC32C();
        ByteBuffer block = ByteBuffer.allocate(1 << 16);
        while (channel.read(block) >= 0) {
          sum.update(block.flip());
          block.clear();
        }
        ByteBuffer end = ByteBuffer.allocate(END_BYTES).putInt(MARK).putInt((int) sum.getValue());
        for (end.flip(); end.hasRemaining(); ) {
          channel.write(end);
        }
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      boolean there = isSame(temporary, file);
      temporary.toFile().delete();
      if (!there) {
        throw FileFault.writing(file, e);
      }
    }
  }

  private static boolean isSame(Path written, Path file) {
    try {
      return Files.mismatch(written, file) < 0;
    } catch (IOException e) {
      return false; // one of them is not there
    }
  }
}
