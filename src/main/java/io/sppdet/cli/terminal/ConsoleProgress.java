package io.sppdet.cli.terminal;

import io.sppdet.error.PlainText;
import io.sppdet.train.run.Progress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/**
 * Progress on standard error: on a terminal a bar, always the last line, messages above it; in a
 * log a line now and then.
 */
public final class ConsoleProgress implements Progress, AutoCloseable {
  private static final long LINE_NANOS = Duration.ofSeconds(15).toNanos();
  private static final int UPDATE_MILLIS = 250;
  private static final int LEAST_BAR = 10;

  /** Takes away the line that the cursor is in, which a bar may stand in. */
  private static final String CLEAR = "\r\u001B[K";

  private static final boolean TERMINAL =
      Boolean.getBoolean("sppdet.terminal"); // the launcher knows

  private final PrintWriter err;
  private final PrintWriter raw;
  private final boolean shown;
  private final boolean terminal;
  private RunPlan plan = new RunPlan(List.of());
  private ProgressBar bar;

  /** The bar as it stands in the last line; empty without one. */
  private String drawn = "";

  private String step = "";
  private String detail = "";
  private long done;
  private long units;
  private long before;
  private long started;
  private long lastLine;

  /**
   * @param shown whether there is a bar, or lines now and then; notes are always printed
   */
  public ConsoleProgress(PrintWriter err, boolean shown) {
    this(err, shown, TERMINAL);
  }

  ConsoleProgress(PrintWriter err, boolean shown, boolean terminal) {
    this.err = err;
    this.raw = TerminalWriter.own(err);
    this.shown = shown;
    this.terminal = terminal;
  }

  /** What stands before a message, so that no bar is left in its line. */
  public static String clear() {
    return TERMINAL ? CLEAR : "";
  }

  /** Prints a line, which takes the place of a bar that comes again below. */
  public static void message(PrintWriter err, String line) {
    PrintWriter raw = TerminalWriter.own(err);
    raw.println(clear() + PlainText.line(line));
    raw.flush();
  }

  @Override
  public synchronized void stages(List<Stage> stages) {
    plan = new RunPlan(stages);
  }

  @Override
  public void begin(String step, long units, long done) {
    endBar();
    synchronized (this) {
      this.step = plan.begin(step, units, done, System.nanoTime());
      this.units = units;
      this.before = done;
      this.done = done;
      this.detail = "";
      this.started = System.nanoTime();
      this.lastLine = started;
    }
    if (shown && terminal) {
      int width = new DelegatingProgressBarConsumer(line -> {}).getMaxRenderedLength() - 1;
      bar =
          new ProgressBarBuilder()
              .setInitialMax(units)
              .setUpdateIntervalMillis(UPDATE_MILLIS)
              .continuousUpdate() // the time goes on while a unit takes long
              .setRenderer((state, most) -> line(Math.max(1, width)))
              .setConsumer(new DelegatingProgressBarConsumer(this::draw, Math.max(1, width)))
              .build();
    }
  }

  @Override
  public void done(long units, String detail) {
    synchronized (this) {
      this.done = units;
      this.detail = PlainText.line(detail);
    }
    if (bar != null) {
      bar.stepTo(units);
      return;
    }
    long now = System.nanoTime();
    if (shown && (now - lastLine >= LINE_NANOS || units == this.units)) {
      lastLine = now;
      double elapsed = (now - started) / 1e9;
      err.printf(
          "%s %d/%d, %.2f/s, %s gone, %s%n",
          step, units, this.units, rate(), clock(elapsed), end());
      err.flush();
    }
  }

  /** Units a second, of this run. */
  private double rate() {
    return Math.max(0, done - before) / Math.max((System.nanoTime() - started) / 1e9, 1e-3);
  }

  /** When the step ends, and the run, and the detail. */
  private String end() {
    double toGo = (units - done) / Math.max(rate(), 1e-9);
    OptionalDouble whole = plan.secondsToGo(done, System.nanoTime());
    return (done == before && done < units ? "" : clock(toGo) + " to go")
        + (whole.isEmpty() ? "" : ", the whole run " + clock(whole.getAsDouble()))
        + (detail.isEmpty() ? "" : ", " + detail);
  }

  /** The bar and what is told beside it, no wider than the terminal. */
  private synchronized String line(int width) {
    String told = "%d/%d, %s".formatted(done, units, end()).replaceFirst(", $", "");
    int room = width - step.length() - told.length() - 4; // blanks and brackets
    String text = step + " " + told;
    if (room >= LEAST_BAR) {
      int full = (int) (units == 0 ? room : room * Math.min(done, units) / units);
      text = step + " [" + "=".repeat(full) + " ".repeat(room - full) + "] " + told;
    }
    return text.substring(0, Math.min(width, text.length()));
  }

  private synchronized void draw(String line) {
    drawn = line;
    raw.print(CLEAR + line);
    raw.flush();
  }

  @Override
  public synchronized void note(String line) {
    if (drawn.isEmpty()) {
      err.println(PlainText.line(line));
      err.flush();
    } else {
      raw.print(CLEAR + PlainText.line(line) + System.lineSeparator() + drawn);
      raw.flush();
    }
  }

  /** A time as h:mm:ss. */
  public static String clock(double seconds) {
    Duration time = Duration.ofSeconds(Math.round(seconds));
    return String.format(
        Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart());
  }

  @Override
  public void close() {
    endBar();
  }

  /** Ends the bar, if there is one: what is told now stands below it. */
  public void endBar() {
    if (bar == null) {
      return;
    }
    bar.close(); // draws it for the last time, from a thread of its own
    bar = null;
    synchronized (this) {
      drawn = "";
      raw.println();
      raw.flush();
    }
  }
}
