package io.sppdet.output;

import io.sppdet.image.ExifFields;
import java.nio.file.Path;
import java.util.List;

/**
 * What all outputs of a run share.
 *
 * @param model name of the model
 * @param classes its labels, by class id
 * @param rawScores whether to add the margins
 * @param timing whether to add the time of each stage
 * @param single whether one image was asked for, not several
 * @param names how images are called; null for each format's own way
 * @param folder what relative names start from, absolute
 * @param exif fields of EXIF to add
 * @param resumed whether the run goes on where one was interrupted
 * @param csvSafe whether no text in CSV may begin as a formula does
 * @param labelScores whether a line of YOLO's labels ends with the score
 */
public record OutputSettings(
    String model,
    List<String> classes,
    boolean rawScores,
    boolean timing,
    boolean single,
    FileNames.Style names,
    Path folder,
    ExifFields exif,
    boolean resumed,
    boolean csvSafe,
    boolean labelScores) {
  public OutputSettings {
    classes = List.copyOf(classes);
  }

  FileNames namesOr(FileNames.Style own) {
    return new FileNames(names == null ? own : names, folder);
  }

  DetectionJson json() {
    return new DetectionJson(model, rawScores, timing, exif);
  }
}
