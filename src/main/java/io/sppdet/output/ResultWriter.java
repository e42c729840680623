package io.sppdet.output;

import io.sppdet.detect.ImageResult;
import io.sppdet.detect.ImageResult.Failed;
import io.sppdet.detect.ImageResult.Found;
import io.sppdet.error.SppdetException;
import java.nio.file.Path;
import java.util.List;

/** Takes the results of a run, in order, and leaves them in one form: a file, a folder, a page. */
public interface ResultWriter extends AutoCloseable {
  /**
   * Takes the result of one image, or why there is none.
   *
   * @throws io.sppdet.error.SppdetException OUTPUT when it can't be written
   */
  default void write(ImageResult result) {
    if (result instanceof Found found) {
      found(found);
    } else {
      failed((Failed) result);
    }
  }

  /** Takes what was found in an image. */
  void found(Found result);

  /** Takes an image that failed. */
  void failed(Failed result);

  /**
   * Takes a result that an interrupted run has found. Files of the image's own are there already.
   *
   * @throws io.sppdet.error.SppdetException OUTPUT when it can't be written
   */
  default void replay(Found result) {
    found(result);
  }

  /** Completes what was written; a file that holds all images does not appear before. */
  default void finish() {}

  /** Does what can only be done when all outputs of a run that came to its end are complete. */
  default void complete() {}

  /** Files that were written besides the one that was named: those that are there, in order. */
  default List<Path> sideFiles() {
    return List.of();
  }

  /**
   * Photos that were read, but are gone or can't be read again now that they are wanted; each is
   * reported once. They cost the others nothing.
   */
  default List<SppdetException> left() {
    return List.of();
  }

  /** Frees what is held; leaves nothing of a file that was not completed. */
  @Override
  default void close() {}
}
