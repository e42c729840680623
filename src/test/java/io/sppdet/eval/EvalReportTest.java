package io.sppdet.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class EvalReportTest {
  private static final VocEvaluation.ClassResult CAT =
      new VocEvaluation.ClassResult("cat", 0.5, 0.625, 8, 11);
  private static final VocEvaluation.ClassResult UNICORN =
      new VocEvaluation.ClassResult("unicorn", Double.NaN, Double.NaN, 0, 3);

  private static EvalReport report(VocEvaluation.Result result) {
    return new EvalReport("voc07", "VOC2007", "test", result, 2, 2.5);
  }

  private static EvalReport both() {
    return report(new VocEvaluation.Result(List.of(CAT, UNICORN), 0.5, 0.625, 10));
  }

  private static EvalReport nothing() {
    return report(new VocEvaluation.Result(List.of(), Double.NaN, Double.NaN, 0));
  }

  @Test
  void jsonHoldsFractions() throws IOException {
    JsonNode expected =
        new ObjectMapper()
            .readTree(
                """
                {"model": "voc07", "dataset": "VOC2007", "split": "test",
                 "images": 10, "failed": 2, "seconds": 2.5, "mAP07": 0.5, "mAP": 0.625,
                 "ap07": {"cat": 0.5, "unicorn": null},
                 "ap": {"cat": 0.625, "unicorn": null},
                 "objects": {"cat": 8, "unicorn": 0}}
                """);
    assertEquals(expected, new ObjectMapper().readTree(both().json()));
  }

  @Test
  void meansOfNothingAreNull() throws IOException {
    JsonNode json = new ObjectMapper().readTree(nothing().json());
    assertTrue(json.get("mAP07").isNull() && json.get("mAP").isNull(), json.toString());
    assertEquals(0, json.get("ap").size());
  }

  @Test
  void tableHoldsPercentInAnyLocale() {
    Locale locale = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      List<String> lines = both().table().lines().toList();
      assertEquals("class AP07 AP objects detections", squeezed(lines.get(0)));
      assertEquals("cat 50.0 62.5 8 11", squeezed(lines.get(1)));
      assertEquals("unicorn - - 0 3", squeezed(lines.get(2)));
      assertEquals("mean 50.0 62.5", squeezed(lines.get(3)));
      assertEquals(
          "voc07 on VOC2007 test: 10 images, 2 failed, 2.5 s, 4.00 images/s", lines.get(4));
      assertEquals("mean - -", squeezed(nothing().table().lines().toList().get(1)));
    } finally {
      Locale.setDefault(locale);
    }
  }

  private static String squeezed(String line) {
    return line.strip().replaceAll(" +", " ");
  }
}
