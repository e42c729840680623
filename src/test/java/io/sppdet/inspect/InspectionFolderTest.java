package io.sppdet.inspect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sppdet.error.SppdetException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectionFolderTest {
  @TempDir Path temporary;

  /** Else the arrays would be of two photos. */
  @Test
  void oneRunAtATimeWritesIntoAFolder() {
    Path folder = temporary.resolve("inspect");
    try (InspectionFolder first = new InspectionFolder(folder)) {
      assertEquals(Optional.empty(), first.replaced());
      SppdetException e =
          assertThrows(SppdetException.class, () -> new InspectionFolder(folder).close());
      assertEquals(folder + ": another run is writing it", e.getMessage());
    }
    new InspectionFolder(folder).close();
    assertArrayEquals(new String[0], folder.toFile().list());
  }
}
