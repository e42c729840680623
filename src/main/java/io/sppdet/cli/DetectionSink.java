package io.sppdet.cli;

import io.sppdet.detect.ImageResult;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.output.ResultWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Sends each result to all outputs, and the errors of images to standard error. */
final class DetectionSink implements Consumer<ImageResult>, AutoCloseable {
  private final ErrorLine err;
  private final List<ResultWriter> outputs = new ArrayList<>();
  private int failed;

  DetectionSink(ErrorLine err) {
    this.err = err;
  }

  /** Adds an output, which is closed with this. */
  void add(ResultWriter output) {
    outputs.add(output);
  }

  @Override
  public void accept(ImageResult result) {
    outputs.forEach(output -> output.write(result));
    if (result.error() != null) {
      failed++;
      err.print(result.error());
    }
  }

  /** Completes the outputs; without this call, files that hold all images do not appear. */
  void finish() {
    outputs.forEach(ResultWriter::finish);
  }

  int exitCode() {
    return failed == 0 ? 0 : Kind.IMAGE_UNREADABLE.exitCode();
  }

  @Override
  public void close() {
    outputs.forEach(ResultWriter::close);
  }
}
