package io.sppdet.input;

import io.sppdet.error.FileFault;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.image.ImageFormat;
import io.sppdet.image.ImageReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The images in a folder: what is named like one, in the order of {@link FolderWalk}.
 *
 * @param recursive whether those in the folders below it are among them
 */
record ImageFolder(Path path, boolean recursive) {
  List<ImageInput> images(ImageReader reader) {
    List<ImageInput> images = new ArrayList<>();
    FolderWalk.Visitor visitor =
        new FolderWalk.Visitor() {
          @Override
          public void file(Path file) {
            if (ImageFormat.isImageName(file.getFileName().toString())) {
              images.addAll(new FileImages(reader).of(file));
            }
          }

          @Override
          public void unreadable(Path folder, IOException cause) {
            images.add(failed(folder, "the folder: " + FileFault.reason(cause), cause));
          }
        };
    new FolderWalk(visitor).visit(path, recursive ? Integer.MAX_VALUE : 1);
    return images.isEmpty()
        ? List.of(failed(path, "the folder holds no images (.jpg, .png, .webp, .bmp, ...)", null))
        : images;
  }

  private static ImageInput failed(Path folder, String reason, IOException cause) {
    return ImageInput.failed(folder.toString(), folder, Kind.IMAGE_MISSING, reason, cause);
  }
}
