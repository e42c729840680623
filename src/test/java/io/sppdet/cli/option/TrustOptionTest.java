package io.sppdet.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.cli.Sppdet;
import io.sppdet.cli.terminal.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A TorchScript file is a program; the one here is a backbone and no detector. */
class TrustOptionTest {
  private static final Path PROGRAM =
      Sppdet.HOME.resolve("src/test/resources/io/sppdet/backbone/torchscript");
  private static final String REFUSED =
      "backbone.pt: a TorchScript program, which may do anything you may; --trust-model runs it";

  @TempDir Path folder;

  @Test
  void programIsRefusedUnlessTrusted() {
    assertEnds(REFUSED, Sppdet.run("detect", "--model", PROGRAM, "x.jpg"));
    assertEnds(REFUSED, Sppdet.run("eval", "--model", PROGRAM, Sppdet.SAMPLES));
    assertEnds(
        REFUSED, Sppdet.run("train", "--init", PROGRAM, "-o", folder.resolve("new"), "nowhere"));
    assertEnds(
        "torchscript: this model holds no detector",
        Sppdet.run("detect", "--model", PROGRAM, "--trust-model", "x.jpg"));
  }

  @Test
  void linkFromTheShippedModelsVouchesForNothing() throws IOException {
    Path models = Files.createDirectories(folder.resolve("models"));
    Files.createSymbolicLink(models.resolve("linked"), PROGRAM);
    Path copied = Files.createDirectory(models.resolve("copied"));
    for (String name : new String[] {"model.json", "backbone.pt"}) {
      Files.copy(PROGRAM.resolve(name), copied.resolve(name));
    }
    System.setProperty("sppdet.home", folder.toString());
    try {
      assertTrue(Installation.holds(copied));
      assertEquals(false, Installation.holds(models.resolve("linked")));
      assertEquals(false, Installation.holds(folder));
    } finally {
      System.setProperty("sppdet.home", Sppdet.HOME.toString());
    }
  }

  private static void assertEnds(String message, Sppdet run) {
    assertEquals(3, run.exitCode(), run.err());
    assertEquals(1, run.errLines().size(), run.err());
    assertTrue(run.err().strip().endsWith(message), run.err());
  }
}
