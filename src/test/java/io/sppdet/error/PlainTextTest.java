package io.sppdet.error;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {
  /**
   * By the properties of Unicode as Java's patterns know them: controls, lines, half characters.
   */
  private static final Pattern DANGER =
      Pattern.compile(
          "[\\x00-\\x08\\x0A-\\x1F\\x7F-\\x9F\\p{Zl}\\p{Zp}\\x{061C}\\x{200E}\\x{200F}"
              + "\\x{202A}-\\x{202E}\\x{2066}-\\x{2069}\\x{D800}-\\x{DFFF}]");

  @Provide
  Arbitrary<String> text() {
    return Arbitraries.strings()
        .withChars("aé\u0301 \n\r\t\u001B\u0000\u007F\u0085\u009B\u2028\u2029\u202E\u2066\u200F")
        .withChars('\uD83D', '\uDE00', '\uD800', '\uDFFF', '\uFEFF', '\u200D')
        .ofMaxLength(30);
  }

  @Property
  void nothingDangerousIsLeft(@ForAll @From("text") String text, @ForAll String any) {
    for (String each : new String[] {text, any}) {
      assertFalse(DANGER.matcher(PlainText.line(each)).find(), each);
      assertFalse(DANGER.matcher(PlainText.lines(each).replace("\n", "")).find(), each);
      assertEquals(
          each.chars().filter(c -> c == '\n').count(),
          PlainText.lines(each).chars().filter(c -> c == '\n').count());
    }
  }

  /** In JSON the escaped text is the same text. */
  @Property
  void inJsonItMeansTheSame(@ForAll @From("text") String text) throws Exception {
    JsonMapper mapper = new JsonMapper();
    String json = mapper.writeValueAsString(text);
    assertEquals(text, mapper.readValue(PlainText.lines(json), String.class));
    assertEquals(text, mapper.readValue(PlainText.line(json), String.class));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "café über",
        "日本語",
        "👩‍👩‍👧",
        "a\tb",
        "שלום",
        "e\u0301",
        "C:\\photos\\1.jpg"
      })
  void whatIsPlainStaysAsItIs(String text) {
    assertSame(text, PlainText.line(text));
    assertSame(text, PlainText.lines(text));
  }

  @ParameterizedTest
  @CsvSource({
    "red\u001B[31m, red\\u001b[31m",
    "\u009B2J, \\u009b2J",
    "'a\nb', a\\u000ab",
    "photo\u202Egpj.exe, photo\\u202egpj.exe",
    "half\uD800, half\\ud800",
    "\uDC00half, \\udc00half",
    "😀\uD83D, 😀\\ud83d"
  })
  void whatIsNotIsEscaped(String text, String escaped) {
    assertEquals(escaped, PlainText.line(text));
  }

  @Test
  void linesStay() {
    assertEquals("a\nb\\u000d\nc", PlainText.lines("a\nb\r\nc"));
  }
}
