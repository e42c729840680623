package io.sppdet.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.error.SppdetException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimTest {
  @TempDir Path folder;

  /** What another process says of a place: 0 when it could claim it. */
  private static int claimedElsewhere(Path place) throws IOException, InterruptedException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            Stream.of(ClaimTest.class, Claim.class, SppdetException.class)
                .map(c -> Path.of(c.getProtectionDomain().getCodeSource().getLocation().getPath()))
                .map(Path::toString)
                .reduce((a, b) -> a + File.pathSeparator + b)
                .get(),
            ClaimTest.class.getName(),
            place.toString())
        .inheritIO()
        .start()
        .waitFor();
  }

  /** The other process. */
  public static void main(String[] args) throws IOException {
    try {
      Claim.of(Path.of(args[0])).close();
    } catch (SppdetException e) {
      System.exit(9);
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** POSIX drops the lock of a process when it closes the file, wherever it had opened it. */
  @Test
  void aRefusedClaimDoesNotCostTheFirstItsLock() throws IOException, InterruptedException {
    Path place = folder.resolve("a");
    try (Claim first = Claim.of(place)) {
      assertEquals(9, claimedElsewhere(place));
      SppdetException e = assertThrows(SppdetException.class, () -> Claim.of(place));
      assertEquals("another run is writing it", e.reason());
      assertThrows(SppdetException.class, () -> Claim.of(folder.resolve("b/../a")));
      assertEquals(9, claimedElsewhere(place));
      Claim.of(folder.resolve("b")).close();
      assertFalse(Files.exists(first.part()));
    }
    assertEquals(0, claimedElsewhere(place));
    Claim.of(place).close();
    assertEquals(List.of(), names());
  }

  /** Who waits at a file that its holder then removes must not think it has the place. */
  @Test
  void aLockOfARemovedFileIsNone() throws IOException {
    Path place = folder.resolve("a");
    Claim first = Claim.of(place);
    Files.delete(first.lockFile());
    assertTrue(Files.notExists(first.lockFile()));
    first.close();
    try (Claim second = Claim.of(place)) {
      assertTrue(Files.exists(second.lockFile()));
    }
  }

  @Test
  void aLinkInPlaceOfTheLockIsNotFollowed() throws IOException {
    Path photo = Files.writeString(folder.resolve("photo.jpg"), "mine");
    Path place = folder.resolve("a");
    Path lock;
    try (Claim claim = Claim.of(place)) {
      lock = claim.lockFile();
    }
    Files.createSymbolicLink(lock, photo);
    assertThrows(IOException.class, () -> Claim.of(place));
    assertEquals("mine", Files.readString(photo));
    assertTrue(Files.exists(lock, LinkOption.NOFOLLOW_LINKS));
  }
}
