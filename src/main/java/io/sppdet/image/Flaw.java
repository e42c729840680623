package io.sppdet.image;

/** What is wrong with an image file whose format is known. */
final class Flaw extends Exception {
  private static final long serialVersionUID = 1;

  private final boolean truncation;

  private Flaw(boolean truncation, String what) {
    super(what);
    this.truncation = truncation;
  }

  static Flaw truncated() {
    return new Flaw(true, "it ends too early");
  }

  /**
   * What is not a matter of a missing end.
   *
   * @param what for example {@code wrong checksum}
   */
  static Flaw damage(String what) {
    return new Flaw(false, what);
  }

  boolean isTruncation() {
    return truncation;
  }

  /** For a message, behind the name of the file. */
  String reason(ImageFormat format) {
    return "the %s file is %s: %s"
        .formatted(format, truncation ? "truncated" : "damaged", getMessage());
  }
}
