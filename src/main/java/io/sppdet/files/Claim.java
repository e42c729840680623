package io.sppdet.files;

import io.sppdet.error.SppdetException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.UUID;

/**
 * The place of a file or a folder in the making, claimed by one run. It is made beside its place,
 * hidden, and then moved there. What a killed run has left, the next one for the same place
 * replaces.
 *
 * @param part where it is made; nothing was made there yet, but a killed run may have left one
 * @param lockFile keeps others out while it is locked
 */
public record Claim(Path part, Path lockFile, LockedFile lock) implements Closeable {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int SIZES = 1 << 16;

  /**
   * Claims a place, whose folder is there.
   *
   * @throws IOException when nothing can be made there
   * @throws SppdetException OUTPUT when another run has claimed it
   */
  public static Claim of(Path place) throws IOException {
    Path whole = place.toAbsolutePath().normalize();
    Path lockFile = beside(whole, "", ".lock");
    while (true) {
      Claim claim =
          new Claim(
              part(whole, ""),
              lockFile,
              LockedFile.open(lockFile, place, LinkOption.NOFOLLOW_LINKS));
      try {
        if (isStillThere(claim.lock(), lockFile)) {
          return claim;
        }
      } catch (IOException e) { // a full disk
        claim.close();
        throw e;
      }
      claim.lock().close(); // who held it has removed it meanwhile
    }
  }

  /**
   * Where the part of a file or folder is made that needs no claim.
   *
   * @param use tells several for one place apart
   */
  public static Path part(Path place, String use) {
    return beside(place.toAbsolutePath().normalize(), use, ".part");
  }

  /** A checksum for a name, so that it is nobody else's, nor too long with more at its end. */
  private static Path beside(Path place, String use, String end) {
    byte[] name = (place + use).getBytes(StandardCharsets.UTF_8);
    return place.resolveSibling("." + UUID.nameUUIDFromBytes(name) + end);
  }

  /** Whether the file of a name is the one that was opened: it has the size that this one gets. */
  private static boolean isStillThere(LockedFile lock, Path file) throws IOException {
    int size = 1 + RANDOM.nextInt(SIZES);
    lock.channel().truncate(0).write(ByteBuffer.allocate(1), size - 1L);
    try {
      return Files.size(file) == size;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Gives the place free; what was made and not moved there, the caller has removed. */
  @Override
  public void close() throws IOException {
    try {
      Files.deleteIfExists(lockFile); // while it is still ours
    } finally {
      lock.close();
    }
  }
}
