package io.sppdet.error;

import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Why a file or folder can't be read or written, in a line without a full stop: Java's own messages
 * repeat the path.
 */
public final class FileFault {
  private static final boolean WINDOWS = File.separatorChar == '\\';

  private FileFault() {}

  /** The error that says why it can't be written, of the kind OUTPUT. */
  public static SppdetException writing(Path path, IOException e) {
    return new SppdetException(SppdetException.Kind.OUTPUT, path, writing(e), e);
  }

  private static String writing(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "can't be written: its folder does not exist";
    } else if (e instanceof AccessDeniedException) {
      return "no permission to write it" + (WINDOWS ? ", or another program has it open" : "");
    } else if (e instanceof FileSystemException system && system.getReason() != null) {
      return "can't be written: " + system.getReason();
    }
    return "can't be written: " + e.getMessage();
  }

  /** Why it can't be read. */
  public static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such file";
    } else if (e instanceof AccessDeniedException) {
      return "no permission to read it";
    } else if (e instanceof FileSystemException system && system.getReason() != null) {
      return "can't be read: " + system.getReason();
    }
    return "can't be read: " + e.getMessage();
  }
}
