package io.sppdet.output;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * Text for users, in UTF-8. A file appears whole or not at all, and is on the disk before it
 * appears, unless it is asked to grow; a device or a pipe is written as it is.
 */
public final class OutputFile implements AutoCloseable {
  private final Path path;
  private final Path part;
  private final FileChannel channel;
  private final Writer writer;

  private OutputFile(Path path, Path part, FileChannel channel, Writer writer) {
    this.path = path;
    this.part = part;
    this.channel = channel;
    this.writer = writer;
  }

  /**
   * Opens a file for writing.
   *
   * @throws SppdetException OUTPUT when that can't be done
   */
  public static OutputFile create(Path path) {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      return growing(path);
    }
    Path target = target(path);
    Path part = partOf(target, "");
    part.toFile().deleteOnExit(); // when the program is interrupted
    return open(target, part);
  }

  /**
   * Opens a file that readers see grow, at each {@link #flush}; what it held before is gone.
   *
   * @throws SppdetException OUTPUT when that can't be done
   */
  public static OutputFile growing(Path path) {
    return open(target(path), null);
  }

  /** Standard output, say: it is flushed, but not closed. */
  public static OutputFile of(Writer open) {
    return new OutputFile(Path.of("-"), null, null, open);
  }

  /**
   * Writes a whole file; for small ones in great number.
   *
   * @throws SppdetException OUTPUT when that can't be done
   */
  static void write(Path path, String text) {
    try (OutputFile file = open(path, partOf(path, ""))) {
      file.write(text);
      file.finish();
    }
  }

  private static Path target(Path path) {
    if (Files.isDirectory(path) || path.getFileName() == null) {
      throw new SppdetException(Kind.OUTPUT, path.toString(), "is a folder, not a file");
    }
    try {
      return Files.isRegularFile(path) ? path.toRealPath() : path.toAbsolutePath();
    } catch (IOException e) {
      throw fault(path, e);
    }
  }

  /**
   * Where a file is made, hidden beside its place. What a killed run has left there, the next one
   * for the same file replaces. The name is a checksum, since its own could be too long with more.
   *
   * @param use tells several for one file apart
   */
  static Path partOf(Path target, String use) {
    byte[] name = (target + use).getBytes(StandardCharsets.UTF_8);
    return target.resolveSibling("." + UUID.nameUUIDFromBytes(name) + ".part");
  }

  private static OutputFile open(Path path, Path part) {
    try {
      FileChannel channel =
          part == null
              ? FileChannel.open(path, WRITE, CREATE, TRUNCATE_EXISTING)
              : claim(path, FileChannel.open(part, WRITE, CREATE));
      Writer text =
          new OutputStreamWriter(Channels.newOutputStream(channel), StandardCharsets.UTF_8);
      return new OutputFile(path, part, channel, new BufferedWriter(text));
    } catch (IOException e) {
      throw fault(path, e);
    }
  }

  /** Two runs that write the same file would mix their bytes. The lock goes when it is closed. */
  private static FileChannel claim(Path path, FileChannel part) throws IOException {
    try {
      if (part.tryLock() != null) {
        return part.truncate(0);
      }
    } catch (OverlappingFileLockException e) {
      // another run, in this process
    }
    part.close();
    throw new SppdetException(Kind.OUTPUT, path.toString(), "another run is writing it");
  }

  /**
   * A place beside it for what is needed meanwhile; null for standard output, a device or a pipe.
   */
  Path beside(String use) {
    return part == null ? null : partOf(path, use);
  }

  public void write(String text) {
    try {
      writer.write(text);
    } catch (IOException e) {
      throw fault(path, e);
    }
  }

  /** Lets readers of a growing file see what was written. */
  public void flush() {
    try {
      writer.flush();
    } catch (IOException e) {
      throw fault(path, e);
    }
  }

  /** Completes the file; without this call it does not appear. */
  public void finish() {
    flush();
    if (part == null) {
      return;
    }
    try {
      channel.force(true);
      channel.close();
      Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw fault(path, e);
    }
  }

  /** Makes a folder, and those above it, unless it is there. */
  public static void createFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException e) {
      throw new SppdetException(Kind.OUTPUT, folder.toString(), "is a file, not a folder", e);
    } catch (IOException e) {
      throw fault(folder, e);
    }
    if (!Files.isWritable(folder)) {
      throw new SppdetException(Kind.OUTPUT, folder.toString(), "no permission to write into it");
    }
  }

  static SppdetException fault(Path path, IOException e) {
    String reason;
    if (e instanceof NoSuchFileException) {
      reason = "can't be written: its folder does not exist";
    } else if (e instanceof AccessDeniedException) {
      reason = "no permission to write it";
    } else if (e instanceof FileSystemException system && system.getReason() != null) {
      reason = "can't be written: " + system.getReason();
    } else {
      reason = "can't be written: " + e.getMessage();
    }
    return new SppdetException(Kind.OUTPUT, path.toString(), reason, e);
  }

  /** Leaves nothing of a file that was not completed. */
  @Override
  public void close() {
    if (channel == null) {
      return; // opened elsewhere
    }
    try {
      if (channel.isOpen()) {
        if (part != null) {
          Files.deleteIfExists(part); // while it is still ours
        }
        writer.close();
      }
    } catch (IOException e) {
      throw fault(path, e);
    }
  }
}
