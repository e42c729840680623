package io.sppdet.classify;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which classes of an image are worth telling.
 *
 * @param most the most classes an image may have; the best are kept
 * @param threshold least score
 */
public record ClassChoice(int most, double threshold) {
  /** Best first; of equal ones the first in the model's list. */
  List<ScoredClass> of(List<String> labels, double[] scores) {
    return IntStream.range(0, scores.length)
        .filter(k -> scores[k] >= threshold)
        .mapToObj(k -> new ScoredClass(labels.get(k), k, scores[k]))
        .sorted(Comparator.comparingDouble(ScoredClass::score).reversed())
        .limit(most)
        .toList();
  }
}
