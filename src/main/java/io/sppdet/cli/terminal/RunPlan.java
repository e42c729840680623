package io.sppdet.cli.terminal;

import io.sppdet.train.run.Progress.Stage;
import java.util.List;
import java.util.OptionalDouble;

/** Where a run is among its stages, and how long the whole will take, judged by what is done. */
final class RunPlan {
  /** Of the work that was to do; before that a judgement would jump about. */
  private static final double LEAST_SHARE = 0.01;

  private final List<Stage> stages;
  private final double all;

  /** The stage it is in; -1 before the first. */
  private int at = -1;

  /** Of the stages before this one, and of what an earlier run had done. */
  private double behind;

  private double skipped;
  private long units = 1;
  private long started;

  RunPlan(List<Stage> stages) {
    this.stages = List.copyOf(stages);
    this.all = stages.stream().mapToDouble(Stage::work).sum();
  }

  /** Enters a step and returns its name, with its number where it is a stage of the run. */
  String begin(String step, long units, long done, long nanos) {
    for (int i = at + 1; i < stages.size(); i++) {
      if (stages.get(i).step().equals(step)) {
        enter(i, units, done, nanos);
        return "stage %d of %d: %s".formatted(i + 1, stages.size(), step);
      }
    }
    return step;
  }

  private void enter(int stage, long total, long done, long nanos) {
    started = at < 0 ? nanos : started;
    for (int i = Math.max(0, at); i < stage; i++) {
      behind += stages.get(i).work();
      skipped += i == at ? 0 : stages.get(i).work(); // an earlier run had ended it
    }
    at = stage;
    units = Math.max(1, total);
    skipped += stages.get(stage).work() * done / units;
  }

  /**
   * How long the run still takes, as long as the rest of its work goes as the work before; empty
   * where nobody can tell.
   */
  OptionalDouble secondsToGo(long done, long nanos) {
    if (at < 0) {
      return OptionalDouble.empty();
    }
    double reached = behind + stages.get(at).work() * Math.min(done, units) / units;
    double worked = reached - skipped;
    double seconds = (nanos - started) / 1e9;
    return worked < LEAST_SHARE * all
        ? OptionalDouble.empty()
        : OptionalDouble.of(seconds / worked * (all - reached));
  }
}
