package io.sppdet.error;

/** How many there are of something, for people: {@code 1 photo}, {@code 12 photos}. */
public final class Count {
  private Count() {}

  /**
   * Of what takes an s where there are several.
   *
   * @param one its name
   */
  public static String of(long n, String one) {
    return of(n, one, one + "s");
  }

  /** Of what has another plural. */
  public static String of(long n, String one, String several) {
    return n + " " + (n == 1 ? one : several);
  }
}
