package io.sppdet.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.error.SppdetException;
import io.sppdet.files.Claim;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
  @TempDir Path folder;

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void appearsWholeOrNotAtAll() throws IOException {
    Path file = folder.resolve("a.txt");
    try (OutputFile out = OutputFile.create(file)) {
      out.write("猫\n");
      out.flush();
      assertFalse(Files.exists(file));
      out.finish();
    }
    assertEquals("猫\n", Files.readString(file));
    try (OutputFile out = OutputFile.create(file)) {
      out.write("half");
    }
    assertEquals("猫\n", Files.readString(file));
    assertEquals(List.of("a.txt"), names());
  }

  @Test
  void aLinkStaysALink() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    try (OutputFile out = OutputFile.create(link)) {
      out.write("new");
      out.finish();
    }
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("new", Files.readString(file));
  }

  @Test
  void theLongestNamesCanBeWritten() throws IOException {
    String name = "x".repeat(255);
    OutputFile.write(folder.resolve(name), "a");
    try (OutputFile out = OutputFile.create(folder.resolve(name))) {
      out.write("b");
      out.finish();
    }
    assertEquals("b", Files.readString(folder.resolve(name)));
    assertEquals(List.of(name), names());
  }

  /** As on Windows, where another program has it open: hours of work are not thrown away. */
  @Test
  void whatCantBeReplacedLeavesTheNewOneBesideIt() throws IOException {
    Path file = folder.resolve("a.csv");
    Files.writeString(folder.resolve("a.csv.1"), "somebody's");
    try (OutputFile out = OutputFile.create(file)) {
      out.write("new");
      Files.createDirectory(file);
      SppdetException e = assertThrows(SppdetException.class, out::finish);
      assertTrue(e.getMessage().endsWith("is in " + folder.resolve("a.csv.2")), e.getMessage());
    }
    assertEquals("new", Files.readString(folder.resolve("a.csv.2")));
    assertEquals("somebody's", Files.readString(folder.resolve("a.csv.1")));
    assertEquals(List.of("a.csv", "a.csv.1", "a.csv.2"), names());
  }

  @Test
  void devicesAreWrittenAsTheyAre() {
    try (OutputFile out = OutputFile.create(Path.of("/dev/null"))) {
      out.write("gone");
      out.finish();
      assertEquals(null, out.beside("a"));
    }
    assertFalse(Files.isRegularFile(Path.of("/dev/null")));
  }

  @Test
  void whatIsNotOursStaysOpen() {
    StringWriter text = new StringWriter();
    try (OutputFile out = OutputFile.of(text)) {
      out.write("a");
      out.finish();
    }
    text.write("b");
    assertEquals("ab", text.toString());
  }

  @Test
  void whatIsMissingIsSaid() {
    SppdetException e =
        assertThrows(
            SppdetException.class, () -> OutputFile.create(folder.resolve("missing/a.txt")));
    assertTrue(e.getMessage().endsWith("its folder does not exist"), e.getMessage());
  }

  /** A killed run leaves what it was making; the next one for the same file must not stop at it. */
  @Test
  void leftoversOfAKilledRunAreReplaced() throws IOException {
    Path file = folder.resolve("a.txt");
    Files.writeString(Claim.part(file, ""), "much longer than the rest");
    try (OutputFile out = OutputFile.create(file)) {
      out.write("short");
      out.finish();
    }
    assertEquals("short", Files.readString(file));
    assertEquals(List.of("a.txt"), names());
  }

  @Test
  void oneRunAtATime() throws IOException {
    Path file = folder.resolve("a.txt");
    try (OutputFile first = OutputFile.create(file)) {
      first.write("first");
      SppdetException e = assertThrows(SppdetException.class, () -> OutputFile.create(file));
      assertTrue(e.getMessage().endsWith("another run is writing it"), e.getMessage());
      first.finish();
    }
    assertEquals("first", Files.readString(file));
    OutputFile.create(file).close();
  }

  /** Two runs that write one file as it grows would mix their lines. */
  @Test
  void oneRunAtATimeWritesAGrowingFile() throws IOException {
    Path file = Files.writeString(folder.resolve("a.jsonl"), "old");
    try (OutputFile first = OutputFile.growing(file)) {
      first.write("first");
      first.flush();
      assertEquals("first", Files.readString(file));
      SppdetException e = assertThrows(SppdetException.class, () -> OutputFile.growing(file));
      assertTrue(e.getMessage().endsWith("another run is writing it"), e.getMessage());
    }
    assertEquals("first", Files.readString(file));
    assertEquals(List.of("a.jsonl"), names());
  }

  /** Somebody else's link in the place where a file is made must not lead to what is lost. */
  @Test
  void aLinkWhereAFileIsMadeIsNotFollowed() throws IOException {
    Path photo = Files.writeString(folder.resolve("photo.jpg"), "mine");
    Path file = folder.resolve("a.txt");
    Files.createSymbolicLink(Claim.part(file, ""), photo);
    assertThrows(SppdetException.class, () -> OutputFile.create(file));
    OutputFile.write(file, "whole");
    assertEquals("whole", Files.readString(file));
    assertEquals("mine", Files.readString(photo));
    assertEquals(List.of("a.txt", "photo.jpg"), names());
  }

  /** Of a name that is not the user's. */
  @Test
  void aLinkInPlaceOfAFileInAFolderIsReplaced() throws IOException {
    Path photo = Files.writeString(folder.resolve("photo.jpg"), "mine");
    Path file = Files.createSymbolicLink(folder.resolve("index.html"), photo);
    OutputFile.write(file, "page");
    assertEquals("page", Files.readString(file));
    assertEquals("mine", Files.readString(photo));
  }
}
