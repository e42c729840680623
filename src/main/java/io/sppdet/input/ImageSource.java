package io.sppdet.input;

import java.util.Iterator;

/** Images that may have to be waited for. */
public interface ImageSource {
  /** Whether none is left, as far as is known. */
  boolean isEnded();

  /**
   * The next image.
   *
   * @param millis the longest wait
   * @return null when none has come in this time
   * @throws InterruptedException when the thread that waits is interrupted
   */
  ImageInput poll(long millis) throws InterruptedException;

  /** Those of an iterator, which are waited for as long as it takes. */
  static ImageSource of(Iterator<ImageInput> images) {
    return new ImageSource() {
      @Override
      public boolean isEnded() {
        return !images.hasNext();
      }

      @Override
      public ImageInput poll(long millis) {
        return images.next();
      }
    };
  }
}
