package io.sppdet.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassifierDescriptorTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Path SHIPPED = Path.of("models", "imagenet", "model.json");

  @TempDir Path folder;

  private ModelDirectory with(String field, String value) throws IOException {
    ObjectNode tree = (ObjectNode) JSON.readTree(SHIPPED.toFile());
    ((ObjectNode) tree.get("classifier")).set(field, JSON.readTree(value));
    Files.write(folder.resolve("model.json"), JSON.writeValueAsBytes(tree));
    return ModelDirectory.open(folder);
  }

  @Test
  void shippedOneIsASoftmaxOnTheMeanOfTheMap() {
    ClassifierDescriptor shipped = ModelDirectory.open(SHIPPED.getParent()).classifier();
    assertEquals(1000, shipped.classes().size());
    assertEquals("tench", shipped.classes().get(0));
    assertEquals("toilet tissue", shipped.classes().get(999));
    assertEquals(ClassifierHead.SOFTMAX, shipped.head());
    assertEquals("global-avg", shipped.pyramid().toString());
    assertEquals(VectorNorm.NONE, shipped.norm());
  }

  @Test
  void classesAreInOneForm() throws IOException {
    assertEquals("M\u00f6we", with("classes", "[\" Mo\u0308we \"]").classifier().classes().get(0));
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    ModelDirectory changed = with("pooling", "\"spp:3,1\"");
    ModelDirectory.write(folder, changed.description());
    assertEquals(changed.description(), ModelDirectory.open(folder).description());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "file|\"../evil\"|file must be a plain name",
        "classes|[]|classes must hold names",
        "classes|[\"a\", \" \"]|classes must hold names",
        "network|\"huge\"|field classifier.network",
        "head|\"tree\"|field classifier.head",
        "pooling|\"median\"|unknown pooling 'median'",
        "pool|\"min\"|field classifier.pool",
        "scales|[]|scales must hold 1 to 16",
        "scales|[0]|each of the scales must be from 1",
        "scales|[1e3]|field classifier.scales",
        "warp|0|warp must be from 1",
        "hidden|4|a map-spp network, and no other, has hidden",
        "network|\"map-spp\"|a map-spp network, and no other, has hidden",
        "colour|\"red\"|unknown field classifier.colour",
      })
  void wrongFieldIsOneLineThatNamesIt(String field, String value, String reason) {
    SppdetException e = assertThrows(SppdetException.class, () -> with(field, value));
    assertEquals(Kind.MODEL, e.kind());
    assertTrue(e.getMessage().contains(reason), e.getMessage());
    assertTrue(e.getMessage().startsWith(folder.resolve("model.json").toString()), e.getMessage());
  }
}
