package io.sppdet.files;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Files written at once, which readers see whole or not at all. A link in a file's place is
 * replaced: what it leads to stays as it was.
 */
public final class WholeFile {
  private WholeFile() {}

  /** Writes a file in place of one that may be there. */
  public static void write(Path file, byte[] bytes) throws IOException {
    write(file, bytes, false);
  }

  /** The same of a text in UTF-8, which is on the disk before it appears. */
  public static void write(Path file, String text) throws IOException {
    write(file, text.getBytes(StandardCharsets.UTF_8), true);
  }

  private static void write(Path file, byte[] bytes, boolean force) throws IOException {
    Path part = Claim.part(file, "");
    Files.deleteIfExists(part); // of a killed run, or a link
    try {
      try (FileChannel channel = FileChannel.open(part, CREATE_NEW, WRITE)) {
        for (ByteBuffer rest = ByteBuffer.wrap(bytes); rest.hasRemaining(); ) {
          channel.write(rest);
        }
        if (force) {
          channel.force(true);
        }
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
