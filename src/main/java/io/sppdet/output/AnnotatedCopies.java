package io.sppdet.output;

import io.sppdet.detect.ImageResult.Failed;
import io.sppdet.detect.ImageResult.Found;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder of copies with the detections drawn on them, which mirrors the folders of the images. A
 * copy has its image's own name; JPEG and PNG keep their format, others become PNG, numbered when
 * an image has that name already.
 */
public final class AnnotatedCopies implements ResultWriter {
  private final Path folder;
  private final ClaimedFolder claim;
  private final boolean keepExisting;
  private final MirroredNames names;

  /**
   * Makes the folder unless it is there.
   *
   * @throws io.sppdet.error.SppdetException OUTPUT when that can't be done, or another run has it
   * @param keepExisting whether a picture that is there already stays as it is
   */
  public AnnotatedCopies(Path folder, OutputSettings settings, boolean keepExisting) {
    this.folder = folder;
    this.names = new MirroredNames(settings);
    this.keepExisting = keepExisting;
    this.claim = new ClaimedFolder(folder, "drawn");
  }

  @Override
  public void found(Found result) {
    Path file = next(result);
    if (!keepExisting || Files.notExists(file)) {
      OutputFile.createFolder(file.getParent());
      new Annotator().write(result.image().get(), result.detections(), file);
    }
  }

  @Override
  public void failed(Failed result) {} // there is nothing to draw on

  @Override
  public void replay(Found result) {
    next(result);
  }

  @Override
  public void close() {
    claim.close();
  }

  private Path next(Found result) {
    PhotoName name = PhotoName.of(result.file());
    return folder.resolve(
        names.next(result.file(), name.stem(), name.stem(), name.writableExtension(result.size())));
  }
}
