package io.sppdet.inspect;

import io.sppdet.head.BoxRegression;
import io.sppdet.head.Classifier;
import io.sppdet.output.OutputFile;
import io.sppdet.page.Page;
import java.nio.file.Path;
import java.util.List;

/**
 * The page, as {@code inspect.mustache} sees it: the text of the pipeline stands in the template;
 * what depends on the chosen box is drawn and written by {@code inspect.js} from the data in the
 * page. Needs nothing beside it.
 *
 * @param data JSON for {@code inspect.js}
 * @param arrays the files beside the page
 */
record InspectionPage(
    String title,
    String model,
    String settings,
    Learnt learnt,
    List<InspectionArrays.Entry> arrays,
    String data,
    Page.Code code) {
  static final Page PAGE = new Page("io/sppdet/inspect");

  /** What the text depends on: SVMs or a softmax, and whether boxes move, and by what. */
  record Learnt(boolean svm, boolean ridge, boolean moves) {}

  static InspectionPage of(
      Inspection inspection, List<Integer> shown, InspectionArrays arrays, String model) {
    var detector = inspection.detector().network().detector();
    String file = inspection.image().file();
    return new InspectionPage(
        file.substring(file.lastIndexOf('/') + 1),
        model,
        "threshold "
            + inspection.detector().selection().threshold()
            + ", NMS at IoU "
            + inspection.detector().selection().nms(),
        new Learnt(
            detector.classifier() == Classifier.SVM,
            detector.boxRegression() == BoxRegression.RIDGE,
            detector.boxRegression() != BoxRegression.NONE),
        arrays.entries(),
        Page.inert(new PageData(inspection, shown).json()),
        PAGE.code("inspect"));
  }

  /**
   * Writes the page.
   *
   * @throws io.sppdet.error.SppdetException OUTPUT when that can't be done
   */
  void write(Path path) {
    OutputFile.write(path, PAGE.html("inspect.mustache", this));
  }
}
