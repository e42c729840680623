package io.sppdet.cli;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** A text file that appears whole or not at all. A device or a pipe is written as it is. */
final class OutputFile implements AutoCloseable {
  private final Path path;
  private final Path part;
  private final Writer writer;

  private OutputFile(Path path, Path part, Writer writer) {
    this.path = path;
    this.part = part;
    this.writer = writer;
  }

  /**
   * Opens the file for writing.
   *
   * @throws SppdetException OUTPUT when that can't be done
   */
  static OutputFile create(Path path) {
    if (Files.isDirectory(path) || path.getFileName() == null) {
      throw new SppdetException(Kind.OUTPUT, path.toString(), "is a folder, not a file");
    }
    try {
      if (Files.exists(path) && !Files.isRegularFile(path)) {
        return new OutputFile(path, null, Files.newBufferedWriter(path));
      }
      Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
      Path part =
          target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
      part.toFile().deleteOnExit(); // when the program is interrupted
      Writer writer = Files.newBufferedWriter(part, StandardCharsets.UTF_8);
      return new OutputFile(target, part, writer);
    } catch (IOException e) {
      throw fault(path, e);
    }
  }

  void write(String text) {
    try {
      writer.write(text);
    } catch (IOException e) {
      throw fault(path, e);
    }
  }

  /** Completes the file; without this call it does not appear. */
  void finish() {
    try {
      writer.close();
      if (part != null) {
        Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw fault(path, e);
    }
  }

  /** Makes a folder, and those above it, unless it is there. */
  static void createFolder(Path folder) {
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

  private static SppdetException fault(Path path, IOException e) {
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

  @Override
  public void close() {
    try {
      writer.close();
      if (part != null) {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw fault(path, e);
    }
  }
}
