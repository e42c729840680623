package io.sppdet.output;

import static io.sppdet.output.Results.detection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.sppdet.detect.ImageResult;
import io.sppdet.geometry.Box;
import io.sppdet.image.ExifFields;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The schema describes what we write, and tells it from anything else. */
class SchemaTest {
  private static final ImageResult FOUND =
      Results.of("a.jpg", 60, 40, detection(1, 0.5, new Box(5, 30, 50, 40)));

  private final Schema schema =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(DetectionJson.class.getResourceAsStream("detections.schema.json"));

  private List<Error> faults(String json) {
    return schema.validate(json, InputFormat.JSON);
  }

  @Test
  void documentsOfAllKindsAreValid() {
    for (boolean more : new boolean[] {false, true}) {
      DetectionJson json = new DetectionJson("mine", more, more, ExifFields.NONE);
      String failed = json.document(Results.failed("b.jpg"));
      assertEquals(List.of(), faults(json.document(FOUND)));
      assertEquals(List.of(), faults(failed));
      assertEquals(List.of(), faults("[" + json.document(FOUND) + "," + failed + "]"));
    }
    assertEquals(List.of(), faults(DetectionJson.inFull("mine").document(FOUND)));
    assertEquals(List.of(), faults("[]"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "\"score\":0.5 | \"score\":1.5",
        "\"score\":0.5 | \"score\":\"0.5\"",
        "\"class_id\":1 | \"class_id\":-1",
        "\"x1\":5.0, | ",
        "\"x1\":5.0 | \"x1\":5.0,\"x3\":5.0",
        "\"width\":60 | \"width\":0",
        "\"model\":\"mine\", | ",
        "\"detections\" | \"detection\"",
        "\"file\":\"a.jpg\" | \"file\":\"\"",
      })
  void anythingElseIsNot(String part, String other) {
    String document = new DetectionJson("mine", false, false, ExifFields.NONE).document(FOUND);
    String changed = document.replace(part, other == null ? "" : other);
    assertNotEquals(document, changed);
    assertNotEquals(List.of(), faults(changed));
  }
}
