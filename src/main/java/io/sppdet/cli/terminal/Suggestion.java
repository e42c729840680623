package io.sppdet.cli.terminal;

import java.util.Collection;
import java.util.Comparator;

/** What a user may have meant by a name that there is not. */
public final class Suggestion {
  private static final int MAX_TYPOS = 3;

  /** To a shorter name, such as that of an option of one letter, all others are close. */
  private static final int MIN_LENGTH = 3;

  private Suggestion() {}

  /** The name closest to the one given, as the end of an error line; empty if none is close. */
  public static String of(String given, Collection<String> names) {
    return names.stream()
        .filter(name -> name.length() >= MIN_LENGTH)
        .filter(name -> typos(given, name) <= Math.min(MAX_TYPOS, (name.length() + 1) / 2))
        .min(Comparator.comparingInt(name -> typos(given, name)))
        .map(name -> ", did you mean " + name + "?")
        .orElse("");
  }

  /** Letters to insert, drop or change to make one word of the other (Levenshtein 1966). */
  private static int typos(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, Math.min(row[j - 1], diagonal) + 1);
      }
    }
    return row[b.length()];
  }
}
