package io.sppdet.cli.command;

import io.sppdet.cli.terminal.ConsoleProgress;
import io.sppdet.cli.terminal.ErrorLine;
import io.sppdet.detect.ImageResult.Failed;
import io.sppdet.detect.ImageResult.Found;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.output.ResultCounts;
import io.sppdet.output.ResultWriter;
import java.util.List;

/** Sends each result to all outputs, the errors of images to standard error, and counts. */
final class DetectionSink implements ResultWriter {
  private final ErrorLine err;
  private final ConsoleProgress progress;
  private final List<ResultWriter> outputs;
  private ResultCounts counts = ResultCounts.NONE;
  private ResultCounts replayed = ResultCounts.NONE;
  private boolean left;

  /**
   * @param outputs closed with this
   */
  DetectionSink(List<ResultWriter> outputs, ErrorLine err, ConsoleProgress progress) {
    this.outputs = outputs;
    this.err = err;
    this.progress = progress;
  }

  boolean isEmpty() {
    return outputs.isEmpty();
  }

  @Override
  public void found(Found result) {
    outputs.forEach(output -> output.found(result));
    counts = counts.plus(ResultCounts.of(result));
    tellLeft();
    progress.done(images(), "");
  }

  @Override
  public void failed(Failed result) {
    outputs.forEach(output -> output.failed(result));
    counts = counts.plus(ResultCounts.of(result));
    err.print(result.error());
    progress.done(images(), "");
  }

  @Override
  public void replay(Found result) {
    outputs.forEach(output -> output.replay(result));
    counts = counts.plus(ResultCounts.of(result));
    replayed = replayed.plus(ResultCounts.of(result));
    progress.done(images(), "");
  }

  /** Completes the outputs; without this call, files that hold all images do not appear. */
  @Override
  public void finish() {
    outputs.forEach(ResultWriter::finish);
  }

  /** Images whose result was taken, good or bad. */
  int images() {
    return Math.toIntExact(counts.images());
  }

  int failed() {
    return Math.toIntExact(counts.failed());
  }

  int exitCode() {
    return left ? Kind.IMAGE_MISSING.exitCode() : counts.exitCode();
  }

  private void tellLeft() {
    for (ResultWriter output : outputs) {
      for (SppdetException each : output.left()) {
        err.print(each);
        left = true;
      }
    }
  }

  /** Does what only a run that came to its end does. */
  @Override
  public void complete() {
    outputs.forEach(ResultWriter::complete);
    tellLeft();
  }

  /** What came of the run, in a line. */
  String summary(double seconds) {
    return counts.summary(replayed, ConsoleProgress.clock(seconds), seconds);
  }

  @Override
  public void close() {
    outputs.forEach(ResultWriter::close);
  }
}
