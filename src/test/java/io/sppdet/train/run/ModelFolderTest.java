package io.sppdet.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sppdet.model.Licence;
import io.sppdet.model.ModelDescription;
import io.sppdet.model.ModelDirectory;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelFolderTest {
  /** As a model is trained from itself again and again. */
  @Test
  void aLicenceIsListedOnce() {
    ModelDescription shipped = ModelDirectory.open(Path.of("models/voc07")).description();
    Licence start = new Licence("layers it started from", "theirs", "model mine");
    Licence layers = new Licence("detector layers", "theirs", "trained");
    Licence backbone = new Licence("backbone", "Apache-2.0", "a package");
    ModelDescription mine =
        new ModelDescription(
            shipped.formatVersion(),
            "mine",
            shipped.backbone(),
            shipped.detector(),
            null,
            shipped.provenance(),
            List.of(backbone, start, layers));
    List<Licence> again = ModelFolder.classifierLicences(mine);
    assertEquals(List.of(backbone, start), again.subList(0, 2));
    assertEquals("classifier layers", again.get(2).part());
    assertEquals(3, again.size(), again.toString());
  }
}
