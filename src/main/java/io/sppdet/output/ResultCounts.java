package io.sppdet.output;

import io.sppdet.detect.ImageResult;
import io.sppdet.detect.ImageResult.Failed;
import io.sppdet.detect.ImageResult.Found;
import io.sppdet.error.Count;
import io.sppdet.error.SppdetException.Kind;
import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What came of many images.
 *
 * @param done images that did not fail
 * @param failures those that did, by the code of the error
 * @param detections objects found
 */
public record ResultCounts(long done, Map<String, Long> failures, long detections)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Of no image. */
  public static final ResultCounts NONE = new ResultCounts(0, Map.of(), 0);

  public ResultCounts {
    failures = Collections.unmodifiableMap(new TreeMap<>(failures));
  }

  /** Of one image. */
  public static ResultCounts of(ImageResult result) {
    return result instanceof Found found
        ? new ResultCounts(1, Map.of(), found.detections().size())
        : new ResultCounts(0, Map.of(((Failed) result).error().kind().code(), 1L), 0);
  }

  /** Of these images and others. */
  public ResultCounts plus(ResultCounts other) {
    Map<String, Long> sum = new TreeMap<>(failures);
    other.failures.forEach((code, n) -> sum.merge(code, n, Long::sum));
    return new ResultCounts(done + other.done, sum, detections + other.detections);
  }

  /** Good and bad ones. */
  public long images() {
    return done + failed();
  }

  /** Images that failed. */
  public long failed() {
    return failures.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Of a command that ends with these. */
  public int exitCode() {
    return Kind.exitCodeAfter(failed());
  }

  /**
   * In a line.
   *
   * @param before those of the images that an earlier run has seen to
   * @param clock the time of this one, to be printed
   * @param seconds the same
   */
  public String summary(ResultCounts before, String clock, double seconds) {
    String reasons =
        failures.entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", ", " (", ")"));
    return "%s done%s, %d failed%s; %s; %s, %.2f images/s"
        .formatted(
            Count.of(done, "image"),
            before.done > 0 ? " (" + before.done + " of them before)" : "",
            failed(),
            failures.isEmpty() ? "" : reasons,
            Count.of(detections, "detection"),
            clock,
            (images() - before.images()) / Math.max(seconds, 1e-3));
  }
}
