package io.sppdet.model;

import io.sppdet.error.FileFault;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A model directory in the making, in a hidden folder beside its place, where it appears whole or
 * not at all. One run makes it at a time: the lock goes when it is closed, or the process ends.
 */
public final class NewModel implements AutoCloseable {
  private final Path output;
  private final Path folder;
  private final Path lockFile;
  private final FileChannel lock;

  private NewModel(Path output, Path folder, Path lockFile, FileChannel lock) {
    this.output = output;
    this.folder = folder;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /**
   * Claims a place.
   *
   * @param output the directory to make
   * @throws SppdetException OUTPUT when it is there already, can't be made, or another run is
   *     making it
   */
  public static NewModel at(Path output) {
    refuseUnfit(output);
    Path whole = output.toAbsolutePath().normalize();
    // a checksum, so that it is nobody else's, nor too long
    UUID name = UUID.nameUUIDFromBytes(whole.toString().getBytes(StandardCharsets.UTF_8));
    Path folder = whole.resolveSibling("." + name + ".part");
    Path lockFile = whole.resolveSibling("." + name + ".lock");
    try {
      Files.createDirectories(whole.getParent());
      FileChannel lock =
          FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      NewModel model = new NewModel(output, folder, lockFile, lock);
      if (!model.isLocked()) {
        lock.close();
        throw fault(output, "another run is writing it", null);
      }
      return model;
    } catch (IOException e) {
      throw fault(output, "can't be written (" + FileFault.reason(e) + ")", e);
    }
  }

  private static void refuseUnfit(Path output) {
    if (Files.exists(output)) {
      throw fault(output, "exists already; remove it or name another", null);
    }
    Path above = output.toAbsolutePath().getParent();
    while (!Files.exists(above)) {
      above = above.getParent();
    }
    if (!Files.isDirectory(above) || !Files.isWritable(above)) {
      throw fault(output, "can't be made in " + above, null);
    }
  }

  private boolean isLocked() throws IOException {
    try {
      return lock.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // of another run, in this process
    }
  }

  /** Makes the folder to write the model's files into, empty, whatever a killed run has left. */
  public Path folder() throws IOException {
    clear();
    return Files.createDirectory(folder);
  }

  private void clear() throws IOException {
    if (Files.isDirectory(folder)) {
      List<Path> files;
      try (Stream<Path> listed = Files.list(folder)) {
        files = listed.toList();
      }
      for (Path file : files) {
        Files.delete(file);
      }
      Files.delete(folder);
    }
  }

  /** Adds the checksums of all files, and lets the model appear. */
  public void finish() throws IOException {
    Checksums.write(folder);
    Files.move(folder, output.toAbsolutePath());
  }

  private static SppdetException fault(Path output, String reason, Throwable cause) {
    return new SppdetException(Kind.OUTPUT, output.toString(), reason, cause);
  }

  /** Leaves nothing of a model that was not finished. */
  @Override
  public void close() {
    try {
      clear();
      Files.deleteIfExists(lockFile); // while it is still ours
      lock.close();
    } catch (IOException e) {
      throw fault(output, "can't be written (" + FileFault.reason(e) + ")", e);
    }
  }
}
