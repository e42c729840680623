package io.sppdet.eval;

import io.sppdet.dataset.Checksum;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.dataset.LabelledObject;
import io.sppdet.detect.BatchDetector;
import io.sppdet.detect.ImageInput;
import io.sppdet.detect.ImageResult;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Runs a detector over labelled images and scores what it finds. */
public final class Evaluator {
  private final BatchDetector detector;
  private final VocEvaluation evaluation = new VocEvaluation();
  private int failed;

  public Evaluator(BatchDetector detector) {
    this.detector = detector;
  }

  /**
   * Refuses images that the model was trained on.
   *
   * @param seen checksums of the images the model was trained on
   * @throws SppdetException DATASET when there is one among {@code images}
   */
  public static void refuseSeen(List<LabelledImage> images, Set<String> seen) {
    List<LabelledImage> known =
        seen.isEmpty()
            ? List.of()
            : images.stream().filter(i -> seen.contains(Checksum.of(i.image()))).toList();
    if (!known.isEmpty()) {
      throw new SppdetException(
          Kind.DATASET,
          known.get(0).image().toString(),
          "the model was trained on this image and on "
              + (known.size() - 1)
              + " more of the "
              + images.size()
              + "; its figures would mean nothing (--allow-seen evaluates all the same)");
    }
  }

  /** How many objects have a label that is not among the known ones, by label, sorted. */
  public static Map<String, Long> unknownLabels(
      List<LabelledImage> images, Collection<String> known) {
    return images.stream()
        .flatMap(image -> image.objects().stream())
        .map(LabelledObject::label)
        .filter(label -> !known.contains(label))
        .collect(Collectors.groupingBy(label -> label, TreeMap::new, Collectors.counting()));
  }

  /** Detects in all images, telling {@code each} of every result in order, and gives the scores. */
  public VocEvaluation.Result run(List<LabelledImage> images, Consumer<ImageResult> each) {
    Iterator<LabelledImage> labelled = images.iterator();
    List<ImageInput> inputs =
        images.stream().map(image -> new ImageInput(image.image(), null)).toList();
    detector.run(
        inputs,
        result -> {
          failed += result.error() == null ? 0 : 1;
          evaluation.add(labelled.next().objects(), result.detections());
          each.accept(result);
        });
    return evaluation.result();
  }

  /** Images that could not be read or failed; they count as images without detections. */
  public int failed() {
    return failed;
  }
}
