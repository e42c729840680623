package io.sppdet.error;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileFaultTest {
  @TempDir Path folder;

  @Test
  void whatIsMissingIsSaidWithoutThePath() {
    Path file = folder.resolve("missing/a");
    IOException e = assertThrows(IOException.class, () -> Files.writeString(file, ""));
    assertEquals("can't be written: its folder does not exist", writing(e));
    assertEquals("no such file", FileFault.reason(e));
  }

  @Test
  void theReasonOfTheSystemIsTold() {
    IOException full = new IOException("No space left on device");
    assertEquals("can't be written: No space left on device", writing(full));
    assertEquals("can't be read: No space left on device", FileFault.reason(full));
    IOException denied = new AccessDeniedException("/a");
    assertEquals("no permission to read it", FileFault.reason(denied));
    assertEquals("no permission to write it", writing(denied).replaceAll(",.*", ""));
  }

  private String writing(IOException e) {
    SppdetException told = FileFault.writing(folder, e);
    assertEquals(SppdetException.Kind.OUTPUT, told.kind());
    return told.reason();
  }
}
