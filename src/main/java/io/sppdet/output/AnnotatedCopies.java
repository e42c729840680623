package io.sppdet.output;

import io.sppdet.detect.ImageResult;
import java.nio.file.Path;

/**
 * A folder of copies with the detections drawn on them. A copy has its image's own name, numbered
 * when another folder's image has it already; JPEG and PNG keep their format, others become PNG.
 */
public final class AnnotatedCopies implements ResultWriter {
  private final Path folder;
  private final FreeNames names = new FreeNames();

  /** Makes the folder unless it is there. */
  public AnnotatedCopies(Path folder) {
    this.folder = folder;
    OutputFile.createFolder(folder);
  }

  @Override
  public void write(ImageResult result) {
    if (result.error() == null) {
      PhotoName name = PhotoName.of(result.file());
      Path file = folder.resolve(names.next(name.stem(), name.writableExtension()));
      new Annotator().write(result.image(), result.detections(), file);
    }
  }
}
