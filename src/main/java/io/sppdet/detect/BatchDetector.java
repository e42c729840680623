package io.sppdet.detect;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import io.sppdet.input.ImageInput;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Detects in many images: the next ones are read and their proposals made on other threads while
 * the network works on one image at a time. Results come in input order, a failed image costs no
 * other.
 *
 * @param detector what is done to each image
 * @param threads images that are prepared at the same time; never changes a result
 */
public record BatchDetector(Detector detector, int threads) {

  private record Prepared(Image image, List<Box> proposals, Stopwatch watch) {}

  private record Job(ImageInput input, Future<Prepared> work) {}

  /** Gives the result of each input, in order, each as soon as all before it are done. */
  public void run(List<ImageInput> inputs, Consumer<ImageResult> sink) {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      Deque<Job> queue = new ArrayDeque<>();
      Iterator<ImageInput> rest = inputs.iterator();
      while (rest.hasNext() || !queue.isEmpty()) {
        while (rest.hasNext() && queue.size() <= threads) {
          ImageInput input = rest.next();
          queue.add(new Job(input, pool.submit(() -> prepare(input))));
        }
        sink.accept(finish(queue.remove()));
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private Prepared prepare(ImageInput input) {
    Stopwatch watch = new Stopwatch();
    Image image = watch.time("read", input.image());
    List<Box> proposals = watch.time("proposals", () -> detector.selectiveSearch().propose(image));
    return new Prepared(image, proposals, watch);
  }

  private ImageResult finish(Job job) {
    String file = job.input().name();
    try {
      Prepared ready = job.work().get();
      List<Detection> found = detector.detect(ready.image(), ready.proposals(), ready.watch());
      return new ImageResult(
          file, ready.image(), ready.proposals(), found, ready.watch().milliseconds(), null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed(file, e);
    } catch (ExecutionException e) {
      return failed(file, e.getCause());
    } catch (RuntimeException | Error e) {
      return failed(file, e);
    }
  }

  /** The result of an image that failed; rethrows what no later image will fare better with. */
  private static ImageResult failed(String file, Throwable cause) {
    if (cause instanceof LinkageError missing) {
      throw new SppdetException(Kind.ENGINE, "native library", reason(missing), missing);
    }
    if (cause instanceof SppdetException known) {
      if (known.kind() == Kind.MODEL || known.kind() == Kind.ENGINE) {
        throw known;
      }
      return new ImageResult(file, null, List.of(), List.of(), Map.of(), known);
    }
    String reason =
        cause instanceof OutOfMemoryError
            ? "not enough memory for an image of this size"
            : "the detection failed: " + reason(cause);
    return new ImageResult(
        file,
        null,
        List.of(),
        List.of(),
        Map.of(),
        new SppdetException(Kind.DETECTION_FAILED, file, reason, cause));
  }

  /** One line; the native libraries' messages have several. */
  private static String reason(Throwable cause) {
    return cause.toString().strip().replaceAll("\\R\\s*", " ");
  }
}
