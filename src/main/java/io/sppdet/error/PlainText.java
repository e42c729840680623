package io.sppdet.error;

import java.util.regex.Pattern;

/**
 * Texts of strangers (names of files and classes, fields of models and photos) as a terminal, or a
 * spreadsheet, may show them. What could move its cursor, turn the direction of its text or break a
 * line is written as in JSON, {@code \}{@code u001b}.
 */
public final class PlainText {
  /** How a formula begins; spreadsheets pass over blanks (OWASP, CSV injection). */
  private static final Pattern FORMULA =
      Pattern.compile("\\s*[=+\\-@\uFF1D\uFF0B\uFF0D\uFF20]|[\t\r]");

  private PlainText() {}

  /** A text that stays on its line. */
  public static String line(String text) {
    return escape(text, false);
  }

  /** A text of several lines; only line feeds break them. */
  public static String lines(String text) {
    return escape(text, true);
  }

  /**
   * A text that no spreadsheet takes for a formula: one that begins so gets an apostrophe before
   * it, behind which all is text.
   */
  public static String noFormula(String text) {
    return FORMULA.matcher(text).lookingAt() ? "'" + text : text;
  }

  private static String escape(String text, boolean lines) {
    StringBuilder plain = null;
    int length;
    for (int i = 0; i < text.length(); i += length) {
      int c = text.codePointAt(i);
      length = Character.charCount(c);
      boolean shown = isPlain(c) || (lines && c == '\n');
      if (!shown && plain == null) {
        plain = new StringBuilder(text.length() + 16).append(text, 0, i);
      }
      if (!shown) {
        plain.append(String.format("\\u%04x", c));
      } else if (plain != null) {
        plain.appendCodePoint(c);
      }
    }
    return plain == null ? text : plain.toString();
  }

  /** Whether a terminal shows a character as it is, in its place; half a character is none. */
  public static boolean isPlain(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL -> codePoint == '\t';
      case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> false;
      case Character.FORMAT -> !isBidirectional(codePoint);
      default -> true;
    };
  }

  /** The characters with the property Bidi_Control (Unicode Standard Annex 9). */
  private static boolean isBidirectional(int c) {
    return c == 0x061C
        || c == 0x200E
        || c == 0x200F
        || (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069);
  }
}
