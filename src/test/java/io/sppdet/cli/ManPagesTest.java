package io.sppdet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pages say; scripts/check-packages has them rendered. */
class ManPagesTest {
  @TempDir Path folder;

  @Test
  void everyCommandHasAPage() throws IOException {
    ManPages.main(new String[] {folder.toString(), "2026-01-31T00:00:00Z"});
    try (Stream<Path> pages = Files.list(folder)) {
      List<String> names = pages.map(page -> page.getFileName().toString()).sorted().toList();
      assertTrue(
          names.containsAll(
              List.of("sppdet.1", "sppdet-detect.1", "sppdet-dataset.1", "sppdet-dataset-check.1")),
          names.toString());
    }
    List<String> detect = Files.readAllLines(folder.resolve("sppdet-detect.1"));
    assertEquals(
        ".TH SPPDET-DETECT 1 2026-01-31 \"sppdet development\" \"sppdet manual\"", detect.get(0));
    assertTrue(detect.contains(".B \\-m, \\-\\-model MODEL"), detect.toString());
    // a pattern is no markup, and quotes and signs beyond ASCII are those of the text
    assertTrue(String.join(" ", detect).contains("\\(aqphotos/**/*.jpg\\(aq"), detect.toString());
    assertTrue(String.join(" ", detect).contains("224\\[u00B2]"), detect.toString());
    assertTrue(detect.contains(".SH \"EXAMPLES\"") && detect.contains(".SH \"EXIT CODES\""));
    String main = Files.readString(folder.resolve("sppdet.1"));
    assertTrue(main.contains("(He et al. 2014), on a plain CPU\n"), main);
  }
}
