package io.sppdet.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sppdet.geometry.Box;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rule of the VOC development kit's lists of a class: 1, −1, and 0 for difficult ones only. */
class PresenceTest {
  private static LabelledObject object(String label, boolean difficult) {
    return new LabelledObject(label, new Box(0, 0, 5, 5), difficult);
  }

  @Test
  void difficultObjectsAloneLeaveItOpen() {
    LabelledImage image =
        new LabelledImage(
            "a",
            Path.of("a.jpg"),
            List.of(
                object("cat", true),
                object("dog", true),
                object("dog", false),
                object("cow", false)));
    assertEquals(Presence.UNCERTAIN, Presence.of(image, "cat"));
    assertEquals(Presence.PRESENT, Presence.of(image, "dog"));
    assertEquals(Presence.PRESENT, Presence.of(image, "cow"));
    assertEquals(Presence.ABSENT, Presence.of(image, "sheep"));
  }
}
