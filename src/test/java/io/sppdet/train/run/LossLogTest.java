package io.sppdet.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LossLogTest {
  @TempDir Path folder;

  private LossLog log() {
    return new LossLog(folder.resolve("loss.csv"));
  }

  /** Adds steps whose loss is their number over eight, which five decimals hold exactly. */
  private static void add(LossLog log, int from, int to) {
    for (int step = from; step <= to; step++) {
      log.add(step, step / 8.0);
    }
  }

  private static LossLog.Point point(int step, double loss) {
    return new LossLog.Point(step, loss);
  }

  @Test
  void aPointIsTheMeanOfItsSteps() {
    LossLog log = log();
    log.resume(0);
    add(log, 1, 25);
    List<LossLog.Point> expected = List.of(point(10, 5.5 / 8), point(20, 15.5 / 8));
    assertEquals(expected, log.points().stream().map(LossLogTest::exact).toList());
    assertEquals(log.points(), log().points(), "another reader sees the same");
  }

  /** Five decimals are written: 0.6875 and 1.9375 need four. */
  private static LossLog.Point exact(LossLog.Point point) {
    return point(point.step(), Math.round(point.loss() * 1e5) / 1e5);
  }

  @Test
  void resumingForgetsLaterPoints() {
    LossLog killed = log();
    killed.resume(0);
    add(killed, 1, 38);
    LossLog next = log();
    next.resume(17); // the last state kept was that of step 17
    assertEquals(List.of(10), steps(next));
    add(next, 18, 30);
    assertEquals(
        List.of(point(10, 0.6875), point(20, 19 / 8.0), point(30, 25.5 / 8)), next.points());
  }

  @Test
  void resumingAtAPointKeepsIt() {
    LossLog log = log();
    log.resume(0);
    add(log, 1, 30);
    log.resume(20);
    assertEquals(List.of(10, 20), steps(log));
    log.resume(0);
    assertEquals(List.of(), steps(log));
  }

  @Test
  void aLineThatAKillCutShortIsPassedOver() throws IOException {
    LossLog log = log();
    log.resume(0);
    add(log, 1, 20);
    for (String cut : List.of("3", "30", "30,", "30,3", "30,3.18", "30,3.1875")) {
      Files.writeString(folder.resolve("loss.csv"), "10,0.68750\n20,1.93750\n" + cut);
      assertEquals(List.of(10, 20), steps(log), "cut to " + cut);
      LossLog next = log();
      next.resume(20);
      add(next, 21, 30);
      assertEquals(
          List.of("10,0.68750", "20,1.93750", "30,3.18750"),
          Files.readAllLines(folder.resolve("loss.csv")),
          "cut to " + cut);
    }
  }

  @Test
  void noFileIsNoPoints() {
    assertEquals(List.of(), log().points());
  }

  @Test
  void errorsNameTheFile() throws IOException {
    Path file = folder.resolve("loss.csv");
    Files.createDirectory(file);
    SppdetException e = assertThrows(SppdetException.class, () -> log().points());
    assertEquals(Kind.OUTPUT, e.kind());
    assertEquals(file.toString(), e.subject());
    Files.delete(file);
    Files.write(file, new byte[] {'1', '0', (byte) 0xff, '\n'}, StandardOpenOption.CREATE_NEW);
    assertEquals(
        file.toString(),
        assertThrows(SppdetException.class, () -> log().points()).subject(),
        "no text at all");
  }

  private static List<Integer> steps(LossLog log) {
    return log.points().stream().map(LossLog.Point::step).toList();
  }
}
