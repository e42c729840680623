package io.sppdet.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sppdet.error.SppdetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CacheFolderTest {
  @TempDir Path temporary;

  @Test
  void temporaryFolderIsOwnerOnlyAndFoundAgain() throws IOException {
    Path folder = CacheFolder.ofThisUserIn(temporary);
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
    assertEquals(folder, CacheFolder.ofThisUserIn(temporary));
  }

  @Test
  void folderThatOthersCanWriteIsRefused() throws IOException {
    Path folder = CacheFolder.ofThisUserIn(temporary);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertRefused();
  }

  @Test
  void symbolicLinkIsRefused() throws IOException {
    Path folder = CacheFolder.ofThisUserIn(temporary);
    Files.delete(folder);
    Files.createSymbolicLink(folder, Files.createDirectory(temporary.resolve("elsewhere")));
    assertRefused();
  }

  private void assertRefused() {
    SppdetException e =
        assertThrows(SppdetException.class, () -> CacheFolder.ofThisUserIn(temporary));
    assertEquals(SppdetException.Kind.ENGINE, e.kind());
  }
}
