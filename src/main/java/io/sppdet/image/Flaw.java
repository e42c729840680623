package io.sppdet.image;

/** What is wrong with an image file whose format is known. */
final class Flaw extends Exception {
  private static final long serialVersionUID = 1;

  private enum Kind {
    TRUNCATED("truncated"),
    DAMAGED("damaged"),
    UNKNOWN("of a kind sppdet can't read");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  private final Kind kind;

  private Flaw(Kind kind, String what) {
    super(what);
    this.kind = kind;
  }

  static Flaw truncated() {
    return new Flaw(Kind.TRUNCATED, "it ends too early");
  }

  /**
   * What is not a matter of a missing end.
   *
   * @param what for example {@code wrong checksum}
   */
  static Flaw damage(String what) {
    return new Flaw(Kind.DAMAGED, what);
  }

  /** What may be sound, for others. */
  static Flaw unknown(String what) {
    return new Flaw(Kind.UNKNOWN, what);
  }

  boolean isTruncation() {
    return kind == Kind.TRUNCATED;
  }

  /** Whether nothing may be wrong with it, and nobody here can tell. */
  boolean isUnknown() {
    return kind == Kind.UNKNOWN;
  }

  /** For a message, behind the name of the file. */
  String reason(ImageFormat format) {
    return "the %s file is %s: %s".formatted(format, kind.words, getMessage());
  }
}
