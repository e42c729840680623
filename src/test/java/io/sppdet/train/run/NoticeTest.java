package io.sppdet.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.model.Licence;
import io.sppdet.model.ModelDescription;
import io.sppdet.model.ModelDirectory;
import io.sppdet.model.Provenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoticeTest {
  private static ModelDescription model(String name) {
    ModelDescription voc07 = ModelDirectory.open(Path.of("models/voc07")).description();
    Provenance provenance =
        new Provenance(
            name + "s",
            "random:0.8",
            1204,
            "training-images.txt",
            "voc07",
            "sppdet train",
            0,
            "2026-01-02",
            "1",
            Map.of());
    return new ModelDescription(
        1,
        name,
        voc07.backbone(),
        voc07.detector(),
        null,
        provenance,
        List.of(new Licence("detector layers", "that of their owner", "trained by the command")));
  }

  private static String text(String name, Path start) throws IOException {
    return new Notice(model(name))
        .text(ModelDirectory.open(start).description(), Files.readString(start.resolve("NOTICE")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"models/voc07", "models/imagenet"})
  void speaksOfItsOwnDataAndKeepsTheNoticesOfOthers(String start) throws IOException {
    String text = text("raccoon", Path.of(start));
    assertTrue(text.startsWith("raccoon, a detector for sppdet\n"), text);
    assertTrue(
        text.contains("1,204 photos of the data set \"raccoons\", split \"random:0.8\""), text);
    assertTrue(text.contains("\n- detector layers: that of their owner (trained by"), text);
    assertTrue(text.contains("EfficientNet-Lite2 of the\nTensorFlow TPU models"), text);
    assertTrue(text.contains("Copyright (c) 2020, ML Illustrated"), text);
    assertFalse(text.contains("VOC"), text);
    assertFalse(text.contains("class names"), text);
    assertFalse(text.contains("\n\n\n"), text);
  }

  /** However often one starts from the other. */
  @Test
  void aModelOfAModelSpeaksOfTheLastDataOnly() throws IOException {
    String first = text("cat", Path.of("models/voc07"));
    String second = new Notice(model("dog")).text(model("cat"), first);
    assertEquals(text("dog", Path.of("models/voc07")), second);
  }

  @Test
  void withoutAStartItStandsAlone() {
    String text = new Notice(model("cat")).text(null, null);
    assertFalse(text.contains("-----"), text);
    assertEquals(text, new Notice(model("cat")).text(model("dog"), null));
  }
}
