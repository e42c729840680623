package io.sppdet.train.run;

/** Hears how far a long step has come. */
public interface Progress {
  /** A new step begins, some of whose units may be done already. */
  void begin(String step, long units, long done);

  /**
   * Tells how many units are done in all; {@code detail} is a short word on the state, or empty.
   */
  void done(long units, String detail);

  /** A result or remark worth a line. */
  void note(String line);
}
