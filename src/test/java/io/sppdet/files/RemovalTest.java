package io.sppdet.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemovalTest {
  @TempDir Path temporary;
  private Path photo;

  @BeforeEach
  void keepAPhoto() throws IOException {
    Path photos = Files.createDirectory(temporary.resolve("photos"));
    photo = Files.writeString(photos.resolve("1.jpg"), "mine");
  }

  @Test
  void allThatAFolderHoldsGoesButNotWhatItsLinksLeadTo() throws IOException {
    Path folder = temporary.resolve("folder");
    Files.createDirectories(folder.resolve("a/b"));
    Files.writeString(folder.resolve("a/b/c"), "c");
    Files.writeString(folder.resolve("run.txt"), "ours");
    Files.createSymbolicLink(folder.resolve("a/photos"), photo.getParent());
    Files.createSymbolicLink(folder.resolve("photo"), photo);
    Removal.of(folder, folder.resolve("run.txt"));
    assertFalse(Files.exists(folder));
    assertEquals("mine", Files.readString(photo));
  }

  @Test
  void ofALinkTheLinkAlone() throws IOException {
    Path link = Files.createSymbolicLink(temporary.resolve("link"), photo.getParent());
    Removal.of(link);
    assertFalse(Files.exists(link, LinkOption.NOFOLLOW_LINKS));
    assertEquals("mine", Files.readString(photo));
    Removal.of(link); // which is not there any more
  }

  @Test
  void aFolderWithSomethingInItStays() throws IOException {
    Removal.ofEmpty(photo.getParent());
    assertTrue(Files.exists(photo));
    Path empty = Files.createDirectory(temporary.resolve("empty"));
    Removal.ofEmpty(empty);
    assertFalse(Files.exists(empty));
  }
}
