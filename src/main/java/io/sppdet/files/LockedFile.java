package io.sppdet.files;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file that one run at a time has open for writing, in whatever process: until it is closed, or
 * its process ends. Readers are not kept out.
 */
public final class LockedFile implements Closeable {
  /**
   * Those of this process. POSIX drops a process's locks on a file when the process closes that
   * file anywhere, so a second run in it must not even open the file to ask.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  /** The last byte a file can have: Windows keeps readers from what is locked. */
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

  private final Path key;
  private final FileChannel channel;

  private LockedFile(Path key, FileChannel channel) {
    this.key = key;
    this.channel = channel;
  }

  /**
   * Opens a file for writing, and makes it if need be; what it holds stays. Where the file system
   * has no locks, other processes are not kept out.
   *
   * @param written what the user knows of it, for the message
   * @param more how else it is opened
   * @throws IOException when it can't be opened
   * @throws SppdetException OUTPUT when another run has it
   */
  public static LockedFile open(Path file, Path written, OpenOption... more) throws IOException {
    Path key = place(file);
    if (!HELD.add(key)) {
      throw taken(written);
    }
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, options(more));
      if (isTaken(channel)) {
        throw taken(written);
      }
      return new LockedFile(key, channel);
    } catch (IOException | RuntimeException e) {
      if (channel != null) {
        channel.close();
      }
      HELD.remove(key);
      throw e;
    }
  }

  private static Set<OpenOption> options(OpenOption... more) {
    Set<OpenOption> options = new HashSet<>(List.of(more));
    options.addAll(List.of(CREATE, WRITE));
    return options;
  }

  /** The real path, also of a file that is not there. */
  private static Path place(Path file) throws IOException {
    Path absolute = file.toAbsolutePath().normalize();
    return Files.exists(absolute)
        ? absolute.toRealPath()
        : absolute.getParent().toRealPath().resolve(absolute.getFileName());
  }

  private static boolean isTaken(FileChannel channel) {
    try {
      return channel.tryLock(LOCKED_BYTE, 1, false) == null;
    } catch (OverlappingFileLockException e) {
      return true; // of this process, by another name
    } catch (IOException e) {
      return false; // a file system without locks
    }
  }

  private static SppdetException taken(Path written) {
    return new SppdetException(Kind.OUTPUT, written.toString(), "another run is writing it");
  }

  /** Open until this is closed, and not to be closed by others. */
  public FileChannel channel() {
    return channel;
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      HELD.remove(key);
    }
  }
}
