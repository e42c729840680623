package io.sppdet.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class FreeNamesTest {
  @Test
  void aNameThatWasGivenOutIsNumbered() {
    FreeNames names = new FreeNames();
    assertEquals("a.jpg", names.next("a", ".jpg"));
    assertEquals("a.png", names.next("a", ".png"));
    assertEquals("A-2.jpg", names.next("A", ".jpg"));
    assertEquals("a-3.jpg", names.next("a", ".jpg"));
    assertEquals("a-3-2.jpg", names.next("a-3", ".jpg"));
    assertEquals("a-4.jpg", names.next("a-4", ".jpg"));
    assertEquals("a-5.jpg", names.next("a", ".jpg"), "4 is taken");
  }

  @Test
  void namesThatLeadElsewhereDoNot() {
    FreeNames names = new FreeNames();
    List<String> hostile = List.of("..", ".", "", "../../etc/passwd", "a\\b", "a\nb", "c:\"d\"");
    List<String> safe = hostile.stream().map(name -> names.next(name, "")).toList();
    assertEquals(List.of("_", "_-2", "_-3", ".._.._etc_passwd", "a_b", "a_b-2", "c:\"d\""), safe);
  }

  /** Zip archives and names of classes may hold what Windows calls no file. */
  @Test
  void onWindowsNamesAreThoseOfFilesThere() {
    FreeNames names = new FreeNames(true);
    List<String> hostile = List.of("what?", "a:b|c", "Nul", "com1.x", "console", "dog.", "é");
    List<String> safe = hostile.stream().map(name -> names.next(name, "")).toList();
    assertEquals(List.of("what_", "a_b_c", "_Nul", "_com1.x", "console", "dog_", "é"), safe);
  }

  @Test
  void longFoldersOfTwoNamesAreTwo() {
    String long1 = "x".repeat(250);
    String first = FreeNames.folder(long1 + "a");
    assertEquals(first, FreeNames.folder(long1 + "a"));
    assertEquals(first, FreeNames.folder(first));
    assertFalse(first.equals(FreeNames.folder(long1 + "b")), first);
    assertTrue(first.startsWith("x".repeat(200)) && first.length() == 240, first);
    assertEquals("a+b", FreeNames.folder("a+b"));
  }

  /** Much the same ones, and any. */
  @Provide
  Arbitrary<List<String>> wanted() {
    Arbitrary<String> alike =
        Arbitraries.of("a", "A", "a-2", "a-2-2", "a-3", ".", "..", "/", "é", "x".repeat(300));
    return Arbitraries.oneOf(alike, Arbitraries.strings().ofMaxLength(300)).list().ofMaxSize(40);
  }

  @Property(tries = 300)
  void eachIsOneFileOfItsOwnInTheFolder(@ForAll("wanted") List<String> wanted) {
    FreeNames names = new FreeNames();
    Set<String> seen = new HashSet<>();
    Path folder = Path.of("/data/pictures");
    for (String name : wanted) {
      String free = names.next(name, ".jpg");
      assertTrue(seen.add(free.toLowerCase(Locale.ROOT)), free + " twice");
      assertTrue(free.getBytes(StandardCharsets.UTF_8).length <= 240, free);
      Path file = folder.resolve(free).normalize();
      assertEquals(folder, file.getParent(), free);
      assertFalse(free.contains("\0"));
    }
  }
}
