package io.sppdet.output;

import io.sppdet.detect.Detection;
import io.sppdet.detect.ImageResult;
import io.sppdet.detect.ImageResult.Failed;
import io.sppdet.detect.ImageResult.Found;
import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import io.sppdet.image.ImageWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A folder for each class, with a picture of each detection, in folders that mirror those of the
 * images: {@code dog/cam1/photo-2.jpg} is a dog in {@code cam1/photo.jpg}, where 2 is the place,
 * counted from 0, in the list of its detections in JSON. Of a photo that is no JPEG or PNG, or
 * whose name another has but for its extension, the extension stays: {@code dog/photo.tif-2.png}.
 */
public final class Crops implements ResultWriter {
  private final List<Path> folders;
  private final ClaimedFolder claim;
  private final boolean keepExisting;
  private final MirroredNames names;

  /**
   * @param folder made unless it is there, those of the classes when they are needed
   * @param keepExisting whether a picture that is there already stays as it is
   */
  public Crops(Path folder, OutputSettings settings, boolean keepExisting) {
    this.keepExisting = keepExisting;
    this.names = new MirroredNames(settings);
    this.claim = new ClaimedFolder(folder, "crops");
    FreeNames ofClasses = new FreeNames();
    folders =
        settings.model().classes().stream()
            .map(label -> folder.resolve(ofClasses.next(label, "")))
            .toList();
  }

  /**
   * No two stems are the same, and nothing but a number follows the last dash: no two names are.
   */
  @Override
  public void found(Found result) {
    Path stem = next(result);
    if (result.detections().isEmpty()) {
      return;
    }
    Image image = result.image().get();
    String extension = PhotoName.of(result.file()).writableExtension(result.size());
    int place = 0;
    for (Detection detection : result.detections()) {
      Path file = folders.get(detection.classId()).resolve(stem + "-" + place + extension);
      place++;
      if (!keepExisting || Files.notExists(file)) {
        OutputFile.createFolder(file.getParent());
        new ImageWriter().write(cut(image, detection.box()), file);
      }
    }
  }

  @Override
  public void failed(Failed result) {
    next(result); // no name hangs on which others failed
  }

  @Override
  public void replay(Found result) {
    next(result);
  }

  @Override
  public void close() {
    claim.close();
  }

  private Path next(ImageResult result) {
    PhotoName name = PhotoName.of(result.file());
    String whole = name.stem() + name.extension();
    return names.next(result.file(), name.isWritable() ? name.stem() : whole, whole, "");
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
