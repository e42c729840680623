package io.sppdet.train.run;

import java.util.List;

/** Hears how far a long step has come. */
public interface Progress {
  /**
   * A step that is to come.
   *
   * @param step its name
   * @param work about how much there is to do, in any unit that all stages share
   */
  record Stage(String step, double work) {}

  /** Tells the steps of the run, in order, so that it can be judged how long the whole takes. */
  default void stages(List<Stage> stages) {}

  /** A new step begins, some of whose units may be done already. */
  void begin(String step, long units, long done);

  /**
   * Tells how many units are done in all; {@code detail} is a short word on the state, or empty.
   */
  void done(long units, String detail);

  /** A result or remark worth a line. */
  void note(String line);
}
