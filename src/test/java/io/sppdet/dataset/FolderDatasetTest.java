package io.sppdet.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.error.SppdetException;
import io.sppdet.geometry.Box;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderDatasetTest {
  @TempDir Path folder;

  private void picture(String name, int width, int height) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(
        new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
  }

  @Test
  void folderIsAClassAndTheObjectTheWholeImage() throws IOException {
    picture("tulip/b.png", 7, 5);
    picture("rose/a.png", 3, 4);
    Files.createDirectories(folder.resolve("empty"));
    Files.writeString(folder.resolve("tulip/notes.txt"), "no image");
    Dataset dataset = Dataset.open(folder, DatasetFormat.AUTO);
    assertEquals(DatasetFormat.FOLDERS, dataset.format());
    assertEquals(List.of(Dataset.ALL), dataset.splits());
    List<LabelledImage> images = dataset.split(Dataset.ALL);
    assertEquals(List.of("rose/a", "tulip/b"), images.stream().map(LabelledImage::id).toList());
    assertEquals(
        List.of(new LabelledObject("tulip", new Box(0, 0, 7, 5), false)), images.get(1).objects());
    assertEquals(List.of("rose", "tulip"), dataset.classNames(images));
    assertEquals(List.of(), dataset.warnings());
  }

  @Test
  void splitsAreFoldersAbove() throws IOException {
    picture("train/rose/a.png", 3, 4);
    picture("train/tulip/b.png", 3, 4);
    picture("val/rose/c.png", 3, 4);
    Dataset dataset = Dataset.open(folder, DatasetFormat.AUTO);
    assertEquals(List.of("train", "val"), dataset.splits());
    assertEquals("val/rose/c", dataset.split("val").get(0).id());
    String message = assertThrows(SppdetException.class, () -> dataset.split("test")).getMessage();
    assertTrue(message.contains("no split \"test\"; there are: train, val"), message);
  }

  /** As in the other formats. */
  @Test
  void validIsValUnlessBothAreThere() throws IOException {
    for (String split : List.of("train", "valid")) {
      picture(split + "/rose/a.png", 3, 4);
      picture(split + "/tulip/b.png", 3, 4);
    }
    Dataset dataset = Dataset.open(folder, DatasetFormat.AUTO);
    assertEquals(List.of("train", "val"), dataset.splits());
    assertEquals("valid/rose/a", dataset.split("val").get(0).id());
    picture("val/rose/c.png", 3, 4);
    Dataset both = Dataset.open(folder, DatasetFormat.AUTO);
    assertEquals(List.of("train", "val", "valid"), both.splits());
    assertEquals("val/rose/c", both.split("val").get(0).id());
    assertEquals("valid/rose/a", both.split("valid").get(0).id());
  }

  @Test
  void brokenImageIsSkippedAndTold() throws IOException {
    picture("rose/a.png", 3, 4);
    picture("tulip/b.png", 3, 4);
    Files.writeString(folder.resolve("tulip/c.jpg"), "no image");
    Files.createSymbolicLink(folder.resolve("tulip/d.jpg"), Path.of("moved.jpg"));
    Dataset dataset = Dataset.open(folder, DatasetFormat.FOLDERS);
    assertEquals(2, dataset.split(Dataset.ALL).size());
    assertEquals(
        List.of(DatasetWarning.Kind.IMAGE_UNREADABLE, DatasetWarning.Kind.IMAGE_UNREADABLE),
        dataset.warnings().stream().map(DatasetWarning::kind).toList());
  }

  /** One class tells nothing; photos whose labels are missing are no classes. */
  @Test
  void whatIsNoneIsRefused() throws IOException {
    picture("rose/a.png", 3, 4);
    picture("JPEGImages/b.png", 3, 4);
    SppdetException unknown =
        assertThrows(SppdetException.class, () -> Dataset.open(folder, DatasetFormat.AUTO));
    assertTrue(unknown.getMessage().contains("no data set: "), unknown.getMessage());
    SppdetException named =
        assertThrows(SppdetException.class, () -> Dataset.open(folder, DatasetFormat.FOLDERS));
    assertTrue(named.getMessage().contains("no two folders of images"), named.getMessage());
  }

  @Test
  void photosThatAreOfNoClassOrNotReadAreTold() throws IOException {
    picture("train/rose/a.png", 3, 4);
    picture("train/rose/more/b.png", 3, 4);
    picture("train/tulip/c.png", 3, 4);
    picture("train/d.png", 3, 4);
    picture("train/lily/deep/e.png", 3, 4);
    picture("train/lily/deep/f.png", 3, 4);
    Files.writeString(folder.resolve("train/tulip/g.CR2"), "not read");
    Files.writeString(folder.resolve("train/tulip/Thumbs.db"), "no photo");
    Dataset dataset = Dataset.open(folder, DatasetFormat.AUTO);
    assertEquals(
        List.of("train/rose/a", "train/tulip/c"),
        dataset.split("train").stream().map(LabelledImage::id).toList());
    assertEquals(
        List.of(
            "train: holds 1 image beside the folders of classes; skipped it",
            "lily: holds 2 images in folders below; skipped them",
            "rose: holds 1 image in folders below; skipped it",
            "tulip: holds 1 image of kinds that are not read, such as .cr2 and .avif; skipped it"),
        dataset.warnings().stream().map(w -> w.file().getFileName() + ": " + w.cause()).toList());
  }
}
