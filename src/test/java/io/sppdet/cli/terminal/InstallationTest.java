package io.sppdet.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationTest {
  /** As {@code train -o models/mine} leaves them in a checkout; one model lost its description. */
  @Test
  void whatTrainingLeavesBesideAModelIsNone(@TempDir Path home) throws Exception {
    for (String file :
        List.of(
            "mine/model.json",
            "damaged/SHA256SUMS",
            "mine-cache/proposals/1.boxes",
            "mine-report/index.html",
            "mine.work/state.safetensors")) {
      Path path = home.resolve("models").resolve(file);
      Files.createDirectories(path.getParent());
      Files.createFile(path);
    }
    String before = System.getProperty("sppdet.home");
    System.setProperty("sppdet.home", home.toString());
    try {
      assertEquals(List.of("damaged", "mine"), Installation.shipped());
    } finally {
      if (before == null) {
        System.clearProperty("sppdet.home");
      } else {
        System.setProperty("sppdet.home", before);
      }
    }
  }
}
