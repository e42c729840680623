package io.sppdet.natives;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class WindowsArgumentsTest {
  private static final String[] WORDS = {"java", "-jar", "a b.jar", "detect", "鳥?.jpg", "é.png"};

  @Test
  void lettersThatWereLostComeBack() {
    String[] given = {"detect", "??.jpg", "é.png"};
    String[] whole = {"detect", "鳥?.jpg", "é.png"};
    assertArrayEquals(whole, WindowsArguments.whole(given, WORDS));
  }

  @Test
  void whatIsNotTheCommandLineStays() {
    String[] expanded = {"detect", "a.jpg", "b.jpg", "é.png"}; // Java knows patterns of files
    assertSame(expanded, WindowsArguments.whole(expanded, WORDS));
    String[] longer = {"1", "2", "3", "4", "5", "6", "é"};
    assertSame(longer, WindowsArguments.whole(longer, WORDS));
  }

  @Test
  void elsewhereNothingIsLost() {
    String[] given = {"detect", "?.jpg", "鳥.jpg"};
    assertSame(given, WindowsArguments.whole(given));
  }
}
