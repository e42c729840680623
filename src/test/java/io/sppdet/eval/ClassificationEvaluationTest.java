package io.sppdet.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.dataset.LabelledImage;
import io.sppdet.dataset.LabelledObject;
import io.sppdet.geometry.Box;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ClassificationEvaluationTest {
  /** Labels with a question mark are difficult. */
  private static LabelledImage image(String... labels) {
    return new LabelledImage(
        "a",
        Path.of("a.jpg"),
        Stream.of(labels)
            .map(
                label ->
                    new LabelledObject(
                        label.replace("?", ""), new Box(0, 0, 1, 1), label.endsWith("?")))
            .toList());
  }

  /** Ranking of cats: right, (left out), wrong, right: precision 1 to recall ½, 2/3 to 1. */
  @Test
  void averagePrecisionIsThatOfTheRanking() {
    ClassificationEvaluation evaluation = new ClassificationEvaluation(List.of("cat", "dog"));
    evaluation.add(image("cat"), new double[] {0.9, 0});
    evaluation.add(image("dog"), new double[] {0.5, 0.9});
    evaluation.add(image("cat?"), new double[] {0.7, 0});
    evaluation.add(image("cat", "cat?", "dog"), new double[] {0.3, 0.1});
    ClassificationEvaluation.Result result = evaluation.result();
    ClassificationEvaluation.ClassResult cat = result.classes().get(0);
    assertEquals(2, cat.images());
    assertEquals(0.5 + 0.5 * 2 / 3, cat.ap(), 1e-12);
    assertEquals((6 + 5 * 2.0 / 3) / 11, cat.ap07(), 1e-12);
    assertEquals(1, result.classes().get(1).ap(), 1e-12);
    assertEquals((1 + cat.ap()) / 2, result.map(), 1e-12);
    assertTrue(Double.isNaN(result.top1()), "one image shows two classes");
  }

  @Test
  void firstPlacesCountWhereEachImageShowsOneClass() {
    List<String> classes = List.of("a", "b", "c", "d", "e", "f", "g");
    ClassificationEvaluation evaluation = new ClassificationEvaluation(classes);
    double[] falling = {7, 6, 5, 4, 3, 2, 1};
    evaluation.add(image("a"), falling);
    evaluation.add(image("e"), falling);
    evaluation.add(image("f"), falling);
    evaluation.add(image("unknown"), falling);
    evaluation.add(image("b"), new double[7]); // of equal scores the first class is told first
    evaluation.addFailed(image("a"));
    ClassificationEvaluation.Result result = evaluation.result();
    assertEquals(1 / 6.0, result.top1(), 1e-12);
    assertEquals(3 / 6.0, result.top5(), 1e-12);
    assertEquals(1, result.failed());
    assertEquals(6, result.images());
  }

  @Test
  void classNobodyShowsHasNoFigure() {
    ClassificationEvaluation evaluation = new ClassificationEvaluation(List.of("cat", "dog"));
    evaluation.add(image("cat"), new double[] {1, 1});
    ClassificationEvaluation.Result result = evaluation.result();
    assertTrue(Double.isNaN(result.classes().get(1).ap()));
    assertEquals(1, result.map(), 1e-12);
    String json = new ClassificationReport("m", "d", "val", result).json();
    assertTrue(json.contains("\"dog\" : null"), json);
    String table = new ClassificationReport("m", "d", "val", result).table();
    assertTrue(table.contains("top-1 100.0, top-5 100.0"), table);
  }
}
