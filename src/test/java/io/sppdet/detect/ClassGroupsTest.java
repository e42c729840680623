package io.sppdet.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sppdet.error.SppdetException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassGroupsTest {
  @Test
  void groupsAreReadInOrder() {
    ClassGroups groups = ClassGroups.parse("pet= cat ,dog; rest =sofa");
    assertEquals(List.of("pet", "rest"), List.copyOf(groups.classes().keySet()));
    assertEquals("pet", groups.of("dog"));
    assertEquals("sheep", groups.of("sheep"));
  }

  /** As file names are. */
  @Test
  void namesAreInOneForm() {
    assertEquals("pet", ClassGroups.parse("pet=Mo\u0308we").of("M\u00f6we"));
  }

  /** The 20 classes, each in one group. */
  @Test
  void vocHasFourGroups() {
    assertEquals(
        List.of("person", "animal", "vehicle", "indoor"),
        List.copyOf(ClassGroups.parse("voc").classes().keySet()));
    assertEquals(
        20, ClassGroups.VOC.classes().values().stream().flatMap(List::stream).distinct().count());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "cat", "=cat", "a=", "a=cat;a=dog", "a=cat;b=cat", "a=cat;;"})
  void whatIsNoneIsSaid(String text) {
    assertThrows(SppdetException.class, () -> ClassGroups.parse(text));
  }
}
