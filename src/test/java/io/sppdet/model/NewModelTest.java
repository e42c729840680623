package io.sppdet.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.files.Claim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewModelTest {
  @TempDir Path above;

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(above)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void appearsWholeWithChecksums() throws IOException {
    Path output = above.resolve("mine");
    try (NewModel model = NewModel.at(output)) {
      Files.writeString(model.folder().resolve("head"), "weights");
      assertTrue(Files.notExists(output));
      model.finish();
    }
    assertEquals(List.of("mine"), names());
    assertEquals(List.of(), Checksums.faults(output));
  }

  @Test
  void nothingIsLeftOfWhatWasNotFinished() throws IOException {
    try (NewModel model = NewModel.at(above.resolve("mine"))) {
      Files.writeString(model.folder().resolve("head"), "weights");
    }
    assertEquals(List.of(), names());
  }

  @Test
  void oneRunAtATime() throws IOException {
    Path output = above.resolve("mine");
    try (NewModel first = NewModel.at(output)) {
      SppdetException e = assertThrows(SppdetException.class, () -> NewModel.at(output));
      assertEquals(Kind.OUTPUT, e.kind());
      assertEquals("another run is writing it", e.reason());
      NewModel.at(above.resolve("other")).close();
      assertTrue(Files.isDirectory(first.folder()), "the first one goes on");
    }
    NewModel.at(output).close();
  }

  @Test
  void whatALinkInItsPlaceLeadsToStays() throws IOException {
    Path photo = Files.writeString(Files.createDirectory(above.resolve("photos")).resolve("1"), "");
    Path output = above.resolve("mine");
    Files.createSymbolicLink(Claim.part(output, ""), photo.getParent());
    try (NewModel model = NewModel.at(output)) {
      Files.writeString(model.folder().resolve("head"), "weights");
      model.finish();
    }
    assertTrue(Files.exists(photo));
    assertEquals(List.of("mine", "photos"), names());
  }

  /** A file of an earlier model, which a killed run left, must not get into this one. */
  @Test
  void startsFromAnEmptyFolder() throws IOException {
    Path output = above.resolve("mine");
    Path left;
    try (NewModel killed = NewModel.at(output)) {
      left = killed.folder();
    }
    Files.writeString(Files.createDirectory(left).resolve("old"), "of an earlier run");
    try (NewModel model = NewModel.at(output)) {
      Files.writeString(model.folder().resolve("new"), "");
      model.finish();
    }
    assertTrue(Files.notExists(output.resolve("old")));
  }
}
