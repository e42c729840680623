package io.sppdet.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LoadFaultTest {
  @TempDir Path cache;

  /** What glibc's loader says, and what helps. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "/c/libopencv_core.so.413: libstdc++.so.6: cannot open shared object file: No such file or"
            + " directory | needs libstdc++.so.6, which this system lacks (Debian: apt install"
            + " libstdc++6)",
        "/c/libjniopencv_highgui.so: libgtk-x11-2.0.so.0: cannot open shared object file: No such"
            + " file or directory | needs libgtk-x11-2.0.so.0, which this system lacks (install the"
            + " package that has it)",
        "/c/libx.so: failed to map segment from shared object: Operation not permitted | nothing"
            + " can be run from FOLDER, whose disk is mounted noexec; set SPPDET_CACHE to a folder"
            + " elsewhere",
        "/c/libx.so: /lib/libstdc++.so.6: version `GLIBCXX_3.4.30' not found (required by"
            + " /c/libx.so) | needs a newer libstdc++, with GLIBCXX_3.4.30",
        "/c/libx.so: file too short | damaged (/c/libx.so: file too short); delete the folder"
            + " FOLDER",
        "/c/libx.so: odd | can't be loaded (/c/libx.so: odd); its folder is FOLDER"
      })
  void theCauseTellsTheRemedy(String said, String reason) {
    Throwable error =
        new UnsatisfiedLinkError("no x in java.library.path").initCause(new LinkageError(said));
    assertEquals(reason.replace("FOLDER", cache.toString()), LoadFault.reason(error, cache));
  }

  @Test
  void anOldGlibcIsToldWithTheOneThatIsHere() {
    Throwable error =
        new UnsatisfiedLinkError("/lib/libc.so.6: version `GLIBC_9.34' not found (required by x)");
    assertEquals("needs glibc 9.34, this system has 2.31", LoadFault.reason(error, cache, "2.31"));
  }

  /** What the loader of Alpine Linux says. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Error loading shared library ld-linux-x86-64.so.2: No such file or directory (needed by x)",
        "Error relocating /c/libx.so: __memcpy_chk: symbol not found"
      })
  void anotherLibraryOfCIsTold(String said) {
    assertEquals(
        "needs glibc, and this system has another C library, such as musl of Alpine Linux",
        LoadFault.reason(new UnsatisfiedLinkError(said), cache, null));
  }

  @Test
  void aFullDiskIsToldAsSuch() {
    Throwable error = new IllegalStateException(new IOException("No space left on device"));
    assertTrue(LoadFault.reason(error, cache).startsWith("the disk of " + cache + " is full"));
  }

  /**
   * A library of ours that is missing there could not be unpacked; Linux shows no room in /proc.
   */
  @Test
  @EnabledOnOs(OS.LINUX)
  void onAFullDiskNoPackageIsAskedFor() {
    String missing = ": cannot open shared object file: No such file or directory";
    Path full = Path.of("/proc");
    assertTrue(
        LoadFault.reason(new LinkageError("libopenblas_nolapack.so.0" + missing), full)
            .startsWith("the disk of /proc is full"));
    assertTrue(
        LoadFault.reason(new LinkageError("libstdc++.so.6" + missing), full)
            .startsWith("needs libstdc++.so.6"));
  }

  /** All at once: else each install would show the next. */
  @Test
  void allThatIsMissingIsNamed() {
    assertEquals(
        "needs libgcc_s.so.1 and libstdc++.so.6, which this system lacks (Debian: apt install"
            + " libgcc-s1 libstdc++6)",
        SystemLibraries.lacking(List.of("libgcc_s.so.1", "libstdc++.so.6")));
  }

  @Test
  void versionsAreComparedByNumber() {
    assertTrue(SystemLibraries.isOlder("2.9", "2.35"));
    assertFalse(SystemLibraries.isOlder("2.35", "2.35"));
    assertFalse(SystemLibraries.isOlder("2.41", "2.35"));
  }

  @Test
  void whatLoadedTheseTestsIsThere() {
    assertTrue(NativeLibraries.systemLibraries().startsWith("glibc 2."));
  }
}
