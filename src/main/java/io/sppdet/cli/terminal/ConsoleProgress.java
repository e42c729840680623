package io.sppdet.cli.terminal;

import io.sppdet.error.PlainText;
import io.sppdet.train.run.Progress;
import java.io.PrintWriter;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress on standard error: a bar with ETA on a terminal, a line now and then in a log. */
public final class ConsoleProgress implements Progress, AutoCloseable {
  private static final long LINE_NANOS = Duration.ofSeconds(15).toNanos();

  private final PrintWriter err;
  private final boolean shown;
  private final boolean terminal;
  private ProgressBar bar;
  private String step;
  private long units;
  private long before;
  private long started;
  private long lastLine;

  /**
   * @param shown whether there is a bar, or lines now and then; notes are always printed
   */
  public ConsoleProgress(PrintWriter err, boolean shown) {
    this.err = err;
    this.shown = shown;
    this.terminal = Boolean.getBoolean("sppdet.terminal"); // the launcher knows
  }

  @Override
  public void begin(String step, long units, long done) {
    close();
    this.step = step;
    this.units = units;
    this.before = done;
    this.started = System.nanoTime();
    this.lastLine = started;
    if (shown && terminal) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(step)
              .setInitialMax(units)
              .startsFrom(done, Duration.ZERO)
              .setStyle(ProgressBarStyle.ASCII)
              .showSpeed()
              .setUpdateIntervalMillis(500)
              .build();
    }
  }

  @Override
  public void done(long units, String detail) {
    if (bar != null) {
      bar.stepTo(units);
      bar.setExtraMessage(detail);
      return;
    }
    long now = System.nanoTime();
    if (!shown) {
      return;
    }
    if (now - lastLine >= LINE_NANOS || units == this.units) {
      lastLine = now;
      double elapsed = (now - started) / 1e9;
      err.printf(
          "%s %d/%d, %.2f/s, %s gone, %s to go%s%n",
          step,
          units,
          this.units,
          Math.max(0, units - before) / Math.max(elapsed, 1e-3),
          clock(elapsed),
          clock(elapsed / Math.max(1, units - before) * (this.units - units)),
          detail.isEmpty() ? "" : ", " + detail);
      err.flush();
    }
  }

  @Override
  public void note(String line) {
    err.println(PlainText.line(line));
    err.flush();
  }

  /** A time as h:mm:ss. */
  public static String clock(double seconds) {
    Duration time = Duration.ofSeconds(Math.round(seconds));
    return "%d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart());
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
