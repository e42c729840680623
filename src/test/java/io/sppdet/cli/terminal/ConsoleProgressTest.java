package io.sppdet.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.train.run.Progress.Stage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a terminal is written to; {@code scripts/check-terminal} looks at a real one. */
class ConsoleProgressTest {
  private final StringWriter written = new StringWriter();

  /** The lines a terminal would show: a line begun again is what was written last. */
  private List<String> screen() {
    List<String> lines = new ArrayList<>();
    for (String line : written.toString().split("\n", -1)) {
      lines.add(
          line.substring(
              line.lastIndexOf("\r\u001B[K") < 0 ? 0 : line.lastIndexOf("\u001B[K") + 3));
    }
    return lines;
  }

  @Test
  void notesStandAboveTheBarAndTheBarIsLast() {
    try (ConsoleProgress progress =
        new ConsoleProgress(new PrintWriter(written, true), true, true)) {
      progress.stages(List.of(new Stage("features", 1), new Stage("fine-tuning", 3)));
      progress.note("before");
      progress.begin("features", 4, 0);
      for (int i = 1; i <= 4; i++) {
        progress.done(i, "");
        progress.note("photo " + i + " \u001B[2J");
      }
      progress.begin("fine-tuning", 2, 0);
      progress.done(2, "loss 0.5");
      progress.note("report: here");
    }
    List<String> screen = screen();
    List<String> notes =
        screen.stream().filter(line -> line.matches("before|photo .*|report: here")).toList();
    assertEquals(
        List.of(
            "before",
            "photo 1 \\u001b[2J",
            "photo 2 \\u001b[2J",
            "photo 3 \\u001b[2J",
            "photo 4 \\u001b[2J",
            "report: here"),
        notes);
    assertEquals("", screen.get(screen.size() - 1));
    String last = screen.get(screen.size() - 2);
    assertTrue(last.startsWith("stage 2 of 2: fine-tuning") && last.contains(" 2/2"), last);
    assertTrue(last.contains("loss 0.5"), last);
    assertTrue(
        screen.stream().anyMatch(line -> line.startsWith("stage 1 of 2: features [=")),
        screen.toString());
  }

  @Test
  void aLogHasLinesAndNothingElse() {
    try (ConsoleProgress progress =
        new ConsoleProgress(new PrintWriter(written, true), true, false)) {
      progress.begin("detect", 2, 0);
      progress.done(1, "");
      progress.note("a note");
      progress.done(2, "");
    }
    List<String> lines = written.toString().lines().toList();
    assertEquals("a note", lines.get(0));
    assertTrue(
        lines.get(1).matches("detect 2/2, [\\d.]+/s, 0:00:00 gone, 0:00:00 to go"), lines.get(1));
    assertEquals(2, lines.size());
  }
}
