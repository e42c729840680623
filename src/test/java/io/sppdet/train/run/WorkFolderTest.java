package io.sppdet.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.error.SppdetException;
import io.sppdet.files.Claim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkFolderTest {
  private static final String IDENTITY =
      "sppdet 1.0\nfrom " + "0a".repeat(32) + "\nseed 1\nclasses [dog, schön]\n";

  private final Silent progress = new Silent();
  private Path path;

  @BeforeEach
  void place(@TempDir Path folder) {
    path = folder.resolve("models/shapes.work");
  }

  private WorkFolder open(String identity) throws IOException {
    return WorkFolder.open(path, identity, progress);
  }

  /** A run with files of its own, one of them in a folder. */
  private void leaveARun() throws IOException {
    WorkFolder run = open(IDENTITY);
    Files.writeString(run.file("state"), "half done");
    Files.writeString(run.folder("features").resolve("0.fc7"), "features");
  }

  @Test
  void theSameRunGoesOn() throws IOException {
    leaveARun();
    assertEquals(List.of(), progress.notes, "nothing to tell of a new run");
    WorkFolder again = open(IDENTITY);
    assertEquals("half done", Files.readString(again.file("state")));
    assertEquals("features", Files.readString(again.folder("features").resolve("0.fc7")));
    assertEquals(List.of("going on where the run in " + path + " stopped"), progress.notes);
  }

  @Test
  void anotherRunStartsAnew() throws IOException {
    leaveARun();
    String other = IDENTITY.replace("seed 1", "seed 2");
    assertFalse(Files.exists(open(other).file("state")));
    assertEquals(1, files().size(), "nothing but whose it is");
    assertTrue(progress.notes.get(0).endsWith("starting anew"), progress.notes.toString());
    open(other);
    assertTrue(progress.notes.get(1).startsWith("going on"), progress.notes.toString());
  }

  /** It may be somebody's photos, with notes of their own. */
  @Test
  void aFolderOfNobodyIsRefused() throws IOException {
    leaveARun();
    Path identity = files().stream().filter(file -> !file.endsWith("state")).toList().get(0);
    Files.delete(path.resolve(identity));
    SppdetException e = assertThrows(SppdetException.class, () -> open(IDENTITY));
    assertEquals(path.toString(), e.subject());
    assertTrue(Files.exists(path.resolve("state")));
    for (String notes : List.of("", "run 3, in the wood", "sppdet train\nfrom home")) {
      Files.writeString(path.resolve(identity), notes);
      assertThrows(SppdetException.class, () -> open(IDENTITY), notes);
      assertEquals(notes, Files.readString(path.resolve(identity)));
      assertTrue(Files.exists(path.resolve("state")));
    }
  }

  /** Killed while it was written whose the folder is. */
  @Test
  void aFolderThatWasBegunIsTaken() throws IOException {
    Files.createDirectories(path);
    Files.writeString(Claim.part(path.resolve("run.txt"), ""), IDENTITY.substring(0, 5));
    open(IDENTITY);
    assertEquals(1, files().size());
    assertEquals(IDENTITY, Files.readString(path.resolve("run.txt")));
  }

  @Test
  void deletingLeavesNothing() throws IOException {
    leaveARun();
    WorkFolder run = open(IDENTITY);
    run.delete();
    assertFalse(Files.exists(path));
    assertTrue(Files.isDirectory(path.getParent()), "what is above stays");
    run.delete(); // a second time is no error
  }

  /** Names of the files directly in the folder. */
  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.filter(Files::isRegularFile).map(Path::getFileName).sorted().toList();
    }
  }
}
