package io.sppdet.input;

import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The images of a list that somebody is still writing, each as soon as its line is there. A thread
 * of its own waits for the lines, so that whoever takes the images can do other things meanwhile.
 */
final class ImageFeed implements ImageSource {
  /** Few: who writes faster than images are taken waits. */
  private static final int AHEAD = 8;

  /** Empty at the end. */
  private final BlockingQueue<Optional<ImageInput>> arrived = new ArrayBlockingQueue<>(AHEAD);

  private boolean ended;

  /** Of that thread; seen by whoever has taken the end. */
  private RuntimeException failure;

  ImageFeed(Iterator<ImageInput> images) {
    Thread thread = new Thread(() -> take(images), "list of images");
    thread.setDaemon(true); // it may wait for ever
    thread.start();
  }

  private void take(Iterator<ImageInput> images) {
    try {
      try {
        while (images.hasNext()) {
          arrived.put(Optional.of(images.next()));
        }
      } catch (RuntimeException e) {
        failure = e;
      }
      arrived.put(Optional.empty());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isEnded() {
    return ended;
  }

  @Override
  public ImageInput poll(long millis) throws InterruptedException {
    Optional<ImageInput> next = arrived.poll(millis, TimeUnit.MILLISECONDS);
    if (next == null) {
      return null;
    }
    if (next.isEmpty() && failure != null) {
      throw failure;
    }
    ended = next.isEmpty();
    return next.orElse(null);
  }
}
