package io.sppdet.cli.command;

import io.sppdet.cli.terminal.ConsoleProgress;
import io.sppdet.cli.terminal.Interruption;
import io.sppdet.detect.BatchDetector;
import io.sppdet.error.Count;
import io.sppdet.input.ImageInput;
import io.sppdet.input.ImageSource;
import io.sppdet.output.Journal;
import io.sppdet.output.ResumableDetector;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Supplier;

/**
 * A run of {@code detect}: until all images are done, too many have failed, or somebody interrupts
 * it. However it ends, its outputs hold what is done.
 *
 * @param journal keeps the results for a run that goes on; null for none
 */
record DetectionRun(
    BatchDetector detector, Journal journal, DetectionSink sink, Terminal terminal, Limits limits) {
  /**
   * Who watches.
   *
   * @param out standard output
   * @param closing what else is said at its end, in lines
   */
  record Terminal(PrintWriter out, ConsoleProgress progress, Supplier<List<String>> closing) {}

  /**
   * What ends it early.
   *
   * @param maxErrors how many images may fail; negative for any number
   */
  record Limits(Interruption interruption, int maxErrors) {}

  /** Gives the exit code. */
  int over(List<ImageInput> inputs) {
    long start = System.nanoTime();
    limits.interruption.waitsFor(
        () -> inputs.get(Math.min(sink.images(), inputs.size() - 1)).name());
    if (journal != null && journal.size() > 0) {
      terminal.progress.note("going on with " + Count.of(journal.size(), "image") + " done before");
    }
    if (journal != null && journal.damaged() > 0) {
      terminal.progress.note("the journal was damaged: what is not whole in it is found again");
    }
    if (inputs.size() > 1) {
      terminal.progress.begin("detect", inputs.size(), journal == null ? 0 : journal.size());
    }
    if (journal == null) {
      detector.run(inputs.iterator(), sink::write, this::isStopped);
    } else {
      journal.keep();
      new ResumableDetector(detector, journal).run(inputs, sink, this::isStopped);
    }
    sink.finish();
    terminal.progress.close();
    boolean all = sink.images() == inputs.size();
    if (all && journal != null) {
      journal.finish();
    }
    if (all) {
      sink.complete();
    }
    if (inputs.size() > 1) {
      terminal.progress.note(sink.summary((System.nanoTime() - start) / 1e9));
    }
    terminal.closing.get().forEach(terminal.progress::note);
    if (!all) {
      terminal.progress.note(
          "%s after %d of %d images%s"
              .formatted(
                  limits.interruption.isAsked() ? "interrupted" : "ended by errors (--max-errors)",
                  sink.images(),
                  inputs.size(),
                  journal == null ? "" : "; the same command with --resume goes on"));
    }
    return sink.exitCode();
  }

  /** The same over images that come one by one, until no more can come. */
  int over(ImageSource images) {
    long start = System.nanoTime();
    limits.interruption.waitsFor(() -> "the image at work");
    detector.run(
        images,
        result -> {
          sink.write(result);
          terminal.out.flush();
        },
        this::isStopped);
    sink.finish();
    sink.complete();
    terminal.progress.note(sink.summary((System.nanoTime() - start) / 1e9));
    terminal.closing.get().forEach(terminal.progress::note);
    return sink.exitCode();
  }

  private boolean isStopped() {
    return limits.interruption.isAsked()
        || (limits.maxErrors >= 0 && sink.failed() > limits.maxErrors);
  }
}
