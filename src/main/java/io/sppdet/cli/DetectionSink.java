package io.sppdet.cli;

import io.sppdet.detect.ImageResult;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.output.ResultWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Sends each result to all outputs, the errors of images to standard error, and counts. */
final class DetectionSink implements ResultWriter {
  private final ErrorLine err;
  private final ConsoleProgress progress;
  private final List<ResultWriter> outputs = new ArrayList<>();
  private final Map<String, Integer> failures = new TreeMap<>();
  private long detections;
  private int done;
  private int replayed;

  DetectionSink(ErrorLine err, ConsoleProgress progress) {
    this.err = err;
    this.progress = progress;
  }

  /** Adds an output, which is closed with this. */
  void add(ResultWriter output) {
    outputs.add(output);
  }

  boolean isEmpty() {
    return outputs.isEmpty();
  }

  @Override
  public void write(ImageResult result) {
    outputs.forEach(output -> output.write(result));
    if (result.error() == null) {
      count(result);
    } else {
      failures.merge(result.error().kind().code(), 1, Integer::sum);
      err.print(result.error());
    }
    progress.done(images(), "");
  }

  @Override
  public void replay(ImageResult result) {
    outputs.forEach(output -> output.replay(result));
    count(result);
    replayed++;
    progress.done(images(), "");
  }

  private void count(ImageResult result) {
    done++;
    detections += result.detections().size();
  }

  /** Completes the outputs; without this call, files that hold all images do not appear. */
  @Override
  public void finish() {
    outputs.forEach(ResultWriter::finish);
  }

  /** Images whose result was taken, good or bad. */
  int images() {
    return done + failed();
  }

  int failed() {
    return failures.values().stream().mapToInt(Integer::intValue).sum();
  }

  int exitCode() {
    return failures.isEmpty() ? 0 : Kind.IMAGE_UNREADABLE.exitCode();
  }

  /** What came of the run, in a line. */
  String summary(double seconds) {
    String reasons =
        failures.entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", ", " (", ")"));
    return "%d images done%s, %d failed%s; %d detections; %s, %.2f images/s"
        .formatted(
            done,
            replayed > 0 ? " (" + replayed + " of them before)" : "",
            failed(),
            failures.isEmpty() ? "" : reasons,
            detections,
            ConsoleProgress.clock(seconds),
            (images() - replayed) / Math.max(seconds, 1e-3));
  }

  @Override
  public void close() {
    outputs.forEach(ResultWriter::close);
  }
}
