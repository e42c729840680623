package io.sppdet.eval;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.dataset.Checksum;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluatorTest {
  @TempDir Path folder;
  private LabelledImage first;
  private LabelledImage second;
  private LabelledImage third;

  @BeforeEach
  void makeImages() throws IOException {
    first = image("first");
    second = image("second");
    third = image("third");
  }

  private LabelledImage image(String id) throws IOException {
    Path file = Files.writeString(folder.resolve(id + ".jpg"), "bytes of " + id);
    return new LabelledImage(id, file, List.of());
  }

  @Test
  void imagesTheModelHasNotSeenPass() {
    List<LabelledImage> images = List.of(first, second);
    assertDoesNotThrow(() -> Evaluator.refuseSeen(images, Set.of(Checksum.of(third.image()))));
    assertDoesNotThrow(() -> Evaluator.refuseSeen(images, Set.of()));
  }

  /** By its bytes, whatever its name. */
  @Test
  void imagesTheModelHasSeenAreNamedAndCounted() throws IOException {
    String seen = Checksum.of(second.image());
    Files.move(second.image(), folder.resolve("renamed.jpg"));
    LabelledImage renamed = new LabelledImage("renamed", folder.resolve("renamed.jpg"), List.of());
    SppdetException e =
        assertThrows(
            SppdetException.class,
            () ->
                Evaluator.refuseSeen(
                    List.of(first, renamed, third), Set.of(seen, Checksum.of(third.image()))));
    assertEquals(Kind.DATASET, e.kind());
    assertEquals(renamed.image().toString(), e.subject());
    assertTrue(e.reason().contains("1 more of the 3"), e.reason());
  }

  @Test
  void withoutAListNoImageIsRead() {
    LabelledImage lost = new LabelledImage("lost", folder.resolve("lost.jpg"), List.of());
    assertDoesNotThrow(() -> Evaluator.refuseSeen(List.of(lost), Set.of()));
  }
}
