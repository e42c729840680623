package io.sppdet.inspect;

import io.sppdet.image.ExifFields;
import io.sppdet.output.DetectionJson;
import io.sppdet.output.OutputFile;
import java.nio.file.Path;
import java.util.List;

/** Writes an inspection into a folder: the page, the arrays, and the detections. */
public final class InspectionFolder {
  private static final String PAGE = "index.html";
  private static final String DETECTIONS = "detections.json";

  private final Path folder;

  /**
   * Makes the folder unless it is there.
   *
   * @throws io.sppdet.error.SppdetException OUTPUT when that can't be done
   */
  public InspectionFolder(Path folder) {
    this.folder = folder;
    OutputFile.createFolder(folder);
  }

  /**
   * Writes all files.
   *
   * @param model name of the model
   * @param maxBoxes boxes whose pooled vector and fully connected layers are kept; those of the
   *     detections and one's own are kept in any case
   * @return the page
   * @throws io.sppdet.error.SppdetException OUTPUT when that can't be done
   */
  public Path write(Inspection inspection, String model, int maxBoxes) {
    List<Integer> shown = inspection.shown(maxBoxes);
    InspectionArrays arrays = new InspectionArrays(inspection, shown);
    arrays.write(folder, model);
    OutputFile.write(
        folder.resolve(DETECTIONS),
        new DetectionJson(model, false, false, ExifFields.NONE).document(inspection.result())
            + "\n");
    Path page = folder.resolve(PAGE);
    InspectionPage.of(inspection, shown, arrays, model).write(page);
    return page;
  }
}
