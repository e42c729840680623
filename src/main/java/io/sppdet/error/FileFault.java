package io.sppdet.error;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why a file or folder can't be read, in words: Java's own messages repeat the path. */
public final class FileFault {
  private FileFault() {}

  /** One line without a full stop. */
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
