package io.sppdet.output;

import io.sppdet.detect.Detection;
import io.sppdet.detect.ImageResult;
import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import io.sppdet.image.ImageWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A folder for each class, with a picture of each detection: {@code dog/photo-2.jpg} is the second
 * best detection in {@code photo.jpg}, and a dog.
 */
public final class Crops implements ResultWriter {
  private final List<Path> folders;
  private final boolean keepExisting;
  private final FreeNames names = new FreeNames();

  /**
   * @param folder made unless it is there, those of the classes when they are needed
   * @param keepExisting whether a picture that is there already stays as it is
   */
  public Crops(Path folder, OutputSettings settings, boolean keepExisting) {
    this.keepExisting = keepExisting;
    OutputFile.createFolder(folder);
    FreeNames ofClasses = new FreeNames();
    folders =
        settings.classes().stream()
            .map(label -> folder.resolve(ofClasses.next(label, "")))
            .toList();
  }

  /**
   * No two stems are the same, and nothing but a number follows the last dash: no two names are.
   */
  @Override
  public void write(ImageResult result) {
    PhotoName name = PhotoName.of(result.file());
    String stem = names.next(name.stem(), "");
    Image image = result.detections().isEmpty() ? null : result.image().get();
    int number = 0;
    for (Detection detection : result.detections()) {
      number++;
      Path folder = folders.get(detection.classId());
      OutputFile.createFolder(folder);
      Path file = folder.resolve(stem + "-" + number + name.writableExtension());
      if (!keepExisting || Files.notExists(file)) {
        new ImageWriter().write(cut(image, detection.box()), file);
      }
    }
  }

  @Override
  public void replay(ImageResult result) {
    names.next(PhotoName.of(result.file()).stem(), "");
  }

  /** All pixels that the box touches. */
  private static Image cut(Image image, Box box) {
    Box inside = box.clip(image.width(), image.height());
    int x = Math.min((int) inside.x1(), image.width() - 1);
    int y = Math.min((int) inside.y1(), image.height() - 1);
    int width = Math.max((int) Math.ceil(inside.x2()) - x, 1);
    int height = Math.max((int) Math.ceil(inside.y2()) - y, 1);
    return image.part(x, y, width, height);
  }
}
