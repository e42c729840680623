package io.sppdet.eval;

import io.sppdet.dataset.CocoIds;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.detect.Detection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * All that is computed from what is in images and what was detected in them, whoever detected it.
 * Add each image, then ask for the {@link #result()}.
 */
public final class Evaluation {
  /**
   * What the images added give.
   *
   * @param voc average precision as the VOC challenges compute it
   * @param coco the statistics of COCO
   * @param calibration how far scores are from probabilities, all classes together
   * @param mistakes what each detection is
   * @param matched by class, its detections as {@link VocEvaluation#matched} gives them
   * @param failed images of those that failed
   */
  public record Result(
      VocEvaluation.Result voc,
      CocoEvaluation.Result coco,
      CalibrationError calibration,
      MistakeAnalysis.Result mistakes,
      Map<String, List<VocEvaluation.Ranked>> matched,
      int failed) {}

  private final VocEvaluation voc = new VocEvaluation();
  private final CocoEvaluation coco = new CocoEvaluation();
  private final MistakeAnalysis mistakes;
  private final Map<String, Long> numbers = new HashMap<>();
  private int failed;

  /**
   * @param mistakeThreshold least score of a detection that can be a mistake; the average
   *     precisions and the calibration take all
   */
  public Evaluation(double mistakeThreshold) {
    this(mistakeThreshold, new CocoIds(Map.of(), Map.of()));
  }

  /**
   * The same where images have numbers, in whose order COCO's statistics take them.
   *
   * @param ids an image that is not there comes after all others
   */
  public Evaluation(double mistakeThreshold, CocoIds ids) {
    this.mistakes = new MistakeAnalysis(mistakeThreshold, SimilarClasses.VOC);
    ids.images().forEach((number, id) -> numbers.merge(id, number, Math::min));
  }

  /** Adds an image. */
  public void add(LabelledImage image, List<Detection> detections) {
    voc.add(image.objects(), detections);
    coco.add(numbers.getOrDefault(image.id(), Long.MAX_VALUE), image.objects(), detections);
    mistakes.add(image, detections);
  }

  /** Adds an image that could not be read or failed: it counts as one without detections. */
  public void addFailed(LabelledImage image) {
    add(image, List.of());
    failed++;
  }

  /** What the images added so far give. */
  public Result result() {
    VocEvaluation.Result vocResult = voc.result();
    Map<String, List<VocEvaluation.Ranked>> matched =
        vocResult.classes().stream()
            .map(VocEvaluation.ClassResult::label)
            .collect(Collectors.toUnmodifiableMap(label -> label, voc::matched));
    CalibrationError calibration =
        CalibrationError.of(matched.values().stream().flatMap(List::stream).toList());
    return new Result(vocResult, coco.result(), calibration, mistakes.result(), matched, failed);
  }
}
