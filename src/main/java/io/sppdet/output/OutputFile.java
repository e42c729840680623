package io.sppdet.output;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import io.sppdet.error.FileFault;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.files.Claim;
import io.sppdet.files.LockedFile;
import io.sppdet.files.WholeFile;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Text for users, in UTF-8. A file appears whole or not at all, and is on the disk before it
 * appears, unless it is asked to grow; a device or a pipe is written as it is.
 */
public final class OutputFile implements AutoCloseable {
  private final Path path;
  private final Claim claim;
  private final Closeable lock;
  private final FileChannel channel;
  private final Writer writer;

  /**
   * @param claim null of what is written in its place
   * @param lock null of what needs none
   * @param channel null of what was opened elsewhere
   */
  private OutputFile(Path path, Claim claim, Closeable lock, FileChannel channel, Writer writer) {
    this.path = path;
    this.claim = claim;
    this.lock = lock;
    this.channel = channel;
    this.writer = writer;
  }

  private OutputFile(Path path, Claim claim, Closeable lock, FileChannel channel) {
    this(
        path,
        claim,
        lock,
        channel,
        new BufferedWriter(
            new OutputStreamWriter(Channels.newOutputStream(channel), StandardCharsets.UTF_8)));
  }

  /**
   * Opens a file for writing.
   *
   * @throws SppdetException OUTPUT when that can't be done, or another run is writing it
   */
  public static OutputFile create(Path path) {
    if (isStream(path)) {
      return growing(path);
    }
    Path target = target(path);
    Claim claim = null;
    try {
      claim = Claim.of(target);
      claim.lockFile().toFile().deleteOnExit(); // when the program is interrupted
      claim.part().toFile().deleteOnExit();
      FileChannel part =
          FileChannel.open(
              claim.part(), WRITE, CREATE, TRUNCATE_EXISTING, LinkOption.NOFOLLOW_LINKS);
      return new OutputFile(target, claim, claim, part);
    } catch (IOException e) {
      close(claim, target);
      throw FileFault.writing(path, e);
    }
  }

  /**
   * Opens a file that readers see grow, at each {@link #flush}; what it held before is gone.
   *
   * @throws SppdetException OUTPUT when that can't be done, or another run is writing it
   */
  public static OutputFile growing(Path path) {
    Path target = target(path);
    LockedFile locked = null;
    try {
      if (isStream(path)) {
        FileChannel channel = FileChannel.open(target, WRITE);
        return new OutputFile(target, null, null, channel);
      }
      locked = LockedFile.open(target, path);
      return new OutputFile(target, null, locked, locked.channel().truncate(0));
    } catch (IOException e) {
      close(locked, target);
      throw FileFault.writing(path, e);
    }
  }

  /** Whether it is a device or a pipe. */
  private static boolean isStream(Path path) {
    return Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path);
  }

  /** Standard output, say: it is flushed, but not closed. */
  public static OutputFile of(Writer open) {
    return new OutputFile(Path.of("-"), null, null, null, open);
  }

  /**
   * Writes a file of a name of ours into a folder of the user's, in place of one or of a link that
   * may be there; for small ones in great number.
   *
   * @throws SppdetException OUTPUT when that can't be done
   */
  public static void write(Path path, String text) {
    try {
      WholeFile.write(path, text);
    } catch (IOException e) {
      throw FileFault.writing(path, e);
    }
  }

  private static Path target(Path path) {
    if (Files.isDirectory(path) || path.getFileName() == null) {
      throw new SppdetException(Kind.OUTPUT, path.toString(), "is a folder, not a file");
    }
    try {
      return Files.isRegularFile(path) ? path.toRealPath() : path.toAbsolutePath();
    } catch (IOException e) {
      throw FileFault.writing(path, e);
    }
  }

  /**
   * A place beside it for what is needed meanwhile; null for standard output, a device or a pipe.
   */
  Path beside(String use) {
    return claim == null ? null : Claim.part(path, use);
  }

  public void write(String text) {
    try {
      writer.write(text);
    } catch (IOException e) {
      throw FileFault.writing(path, e);
    }
  }

  /** Lets readers of a growing file see what was written. */
  public void flush() {
    try {
      writer.flush();
    } catch (IOException e) {
      throw FileFault.writing(path, e);
    }
  }

  /** Completes the file; without this call it does not appear. */
  public void finish() {
    flush();
    if (claim == null) {
      return;
    }
    try {
      channel.force(true);
      channel.close();
    } catch (IOException e) {
      throw FileFault.writing(path, e);
    }
    try {
      replace(path);
    } catch (IOException e) {
      throw kept(e);
    }
  }

  private void replace(Path place) throws IOException {
    Files.move(
        claim.part(), place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Windows replaces no file that another program has open: what took hours is kept beside it. */
  private SppdetException kept(IOException cause) {
    SppdetException fault = FileFault.writing(path, cause);
    Path beside = path;
    for (int n = 1; Files.exists(beside, LinkOption.NOFOLLOW_LINKS); n++) {
      beside = path.resolveSibling(path.getFileName() + "." + n);
    }
    try {
      replace(beside);
    } catch (IOException e) {
      return fault;
    }
    String reason = fault.reason() + "; what was written is in " + beside;
    return new SppdetException(Kind.OUTPUT, path.toString(), reason, cause);
  }

  /**
   * Makes the folder of a file that is to be written, unless it is there.
   *
   * @throws SppdetException OUTPUT when that can't be done
   */
  public static void createFolderOf(Path file) {
    Path above = file.toAbsolutePath().normalize().getParent();
    if (above != null && Files.notExists(above)) {
      createFolder(above);
    }
  }

  /** Makes a folder, and those above it, unless it is there. */
  public static void createFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException e) {
      throw new SppdetException(Kind.OUTPUT, folder.toString(), "is a file, not a folder", e);
    } catch (IOException e) {
      throw FileFault.writing(folder, e);
    }
    if (!Files.isWritable(folder)) {
      throw new SppdetException(Kind.OUTPUT, folder.toString(), "no permission to write into it");
    }
  }

  /** Leaves nothing of a file that was not completed. */
  @Override
  public void close() {
    if (channel == null) {
      return; // opened elsewhere
    }
    try {
      try (lock) {
        if (channel.isOpen()) {
          if (claim != null) {
            Files.deleteIfExists(claim.part());
          }
          writer.close();
        }
      }
    } catch (IOException e) {
      throw FileFault.writing(path, e);
    }
  }

  private static void close(Closeable lock, Path path) {
    try (lock) {
      // nothing was written
    } catch (IOException e) {
      throw FileFault.writing(path, e);
    }
  }
}
