package io.sppdet.output;

import io.sppdet.image.ExifFields;
import java.nio.file.Path;
import java.util.List;

/**
 * What all outputs of a run share.
 *
 * @param csvSafe whether no text in CSV may begin as a formula does
 * @param resumed whether the run goes on where one was interrupted
 */
public record OutputSettings(
    Model model, Images images, Content content, boolean csvSafe, boolean resumed) {
  /**
   * What detects.
   *
   * @param classes its labels, by class id
   */
  public record Model(String name, List<String> classes) {
    public Model {
      classes = List.copyOf(classes);
    }
  }

  /**
   * The images and what they are called.
   *
   * @param single whether one image was asked for, not several
   * @param names how images are called; null for each format's own way
   * @param folder what relative names start from, absolute
   */
  public record Images(boolean single, FileNames.Style names, Path folder) {}

  /**
   * What is written beside images and boxes.
   *
   * @param exif fields of EXIF to add
   * @param rawScores whether to add the margins
   * @param labelScores whether a line of YOLO's labels ends with the score
   * @param timing whether to add the time of each stage
   */
  public record Content(ExifFields exif, boolean rawScores, boolean labelScores, boolean timing) {
    /** Nothing more. */
    public static final Content PLAIN = new Content(ExifFields.NONE, false, false, false);
  }

  FileNames namesOr(FileNames.Style own) {
    return new FileNames(images.names() == null ? own : images.names(), images.folder());
  }

  DetectionJson json() {
    return new DetectionJson(model.name(), content.rawScores(), content.timing(), content.exif());
  }
}
