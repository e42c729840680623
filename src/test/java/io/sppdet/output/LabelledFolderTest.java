package io.sppdet.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Feature;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LabelledFolderTest {
  @Test
  void aPhotoIsALinkOrWhereThatIsNotPermittedACopy() throws IOException {
    try (FileSystem links = Jimfs.newFileSystem(Configuration.unix());
        FileSystem none =
            Jimfs.newFileSystem(
                Configuration.windows().toBuilder()
                    .setSupportedFeatures(Feature.SECURE_DIRECTORY_STREAM)
                    .build())) {
      assertTrue(Files.isSymbolicLink(added(links)));
      Path copy = added(none);
      assertFalse(Files.isSymbolicLink(copy));
      assertEquals("photo", Files.readString(copy));
      Path missing = none.getPath("missing.jpg");
      assertThrows(
          NoSuchFileException.class,
          () -> LabelledFolder.linkOrCopy(missing, copy.resolveSibling("2")));
    }
  }

  private static Path added(FileSystem system) throws IOException {
    Path original = Files.writeString(system.getPath("original.jpg"), "photo");
    Path file = original.resolveSibling("added.jpg");
    LabelledFolder.linkOrCopy(original.toAbsolutePath(), file);
    return file;
  }
}
