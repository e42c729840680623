package io.sppdet.inspect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sppdet.error.SppdetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** A page of another kind of ours is none of these either. */
  @ParameterizedTest
  @ValueSource(strings = {"index.html", "arrays.json", "detections.json"})
  void nothingOfAStrangerIsReplaced(String name) throws IOException {
    String text = "<!DOCTYPE html>\n<meta name=\"generator\" content=\"sppdet report\">";
    Path file = Files.writeString(temporary.resolve(name), text);
    SppdetException e =
        assertThrows(SppdetException.class, () -> new InspectionFolder(temporary).close());
    assertEquals(SppdetException.Kind.OUTPUT, e.kind());
    assertEquals(
        file + ": is not of an earlier run, and would be replaced; name another folder",
        e.getMessage());
    assertEquals(text, Files.readString(file));
    assertArrayEquals(new String[] {name}, temporary.toFile().list());
  }
}
