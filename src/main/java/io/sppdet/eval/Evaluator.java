package io.sppdet.eval;

import io.sppdet.dataset.Checksum;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.dataset.LabelledObject;
import io.sppdet.detect.BatchDetector;
import io.sppdet.detect.ImageResult;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.error.SppdetException.Remedy;
import io.sppdet.image.ImageReader;
import io.sppdet.input.ImageInput;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Runs a detector over labelled images, for an {@link Evaluation} of what it finds.
 *
 * @param detector what is evaluated
 */
public record Evaluator(BatchDetector detector) {
  /**
   * What can be measured only while the detector runs.
   *
   * @param seconds time of all images together, loading the model not counted
   * @param stageMilliseconds mean time of each stage, over the images that did not fail
   * @param proposals how well the proposals cover the objects of the images that did not fail
   */
  public record Run(
      double seconds, Map<String, Double> stageMilliseconds, ProposalRecall.Result proposals) {}

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
                  + "; its figures would mean nothing")
          .with(new Remedy("allow-seen", "evaluates all the same"));
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

  /** Detects in all images, telling {@code each} of every result in order. */
  public Run run(List<LabelledImage> images, Evaluation evaluation, Consumer<ImageResult> each) {
    Iterator<LabelledImage> labelled = images.iterator();
    List<Map<String, Double>> times = new ArrayList<>();
    ProposalRecall recall = new ProposalRecall();
    List<ImageInput> inputs =
        images.stream().map(image -> ImageInput.of(image.image(), new ImageReader())).toList();
    long start = System.nanoTime();
    detector.run(
        inputs,
        result -> {
          LabelledImage image = labelled.next();
          if (result instanceof ImageResult.Found found) {
            evaluation.add(image, found.detections());
            recall.add(image.objects(), found.proposals());
            times.add(found.milliseconds());
          } else {
            evaluation.addFailed(image);
          }
          each.accept(result);
        });
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Run(seconds, means(times), recall.result());
  }

  private static Map<String, Double> means(List<Map<String, Double>> times) {
    return times.stream()
        .flatMap(stages -> stages.entrySet().stream())
        .collect(
            Collectors.groupingBy(
                Map.Entry::getKey,
                LinkedHashMap::new,
                Collectors.averagingDouble(Map.Entry::getValue)));
  }
}
