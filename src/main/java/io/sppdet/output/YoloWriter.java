package io.sppdet.output;

import io.sppdet.detect.Detection;
import io.sppdet.detect.ImageResult.Failed;
import io.sppdet.detect.ImageResult.Found;
import io.sppdet.error.PlainText;
import io.sppdet.geometry.Box;
import io.sppdet.image.ImageSize;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A YOLO data set: {@code images/}, {@code labels/} with a line for each detection (class, centre
 * x, centre y, width and height as shares of the image's sides) and {@code classes.txt}. There is
 * no place for scores but, where they are asked for, a sixth column, as Ultralytics' predictions
 * have.
 */
final class YoloWriter implements ResultWriter {
  private final LabelledFolder folder;
  private final boolean scores;

  YoloWriter(Path path, OutputSettings settings) {
    scores = settings.content().labelScores();
    folder = new LabelledFolder(path, "images", "labels", settings);
    OutputFile.write(
        path.resolve("classes.txt"),
        settings.model().classes().stream()
            .map(label -> PlainText.line(label.replaceAll("\\R", " ")) + "\n")
            .collect(Collectors.joining()));
  }

  @Override
  public void failed(Failed result) {
    folder.addFailed(result);
  }

  @Override
  public void found(Found result) {
    LabelledFolder.Photo photo = folder.add(result);
    folder.writeLabels(
        photo.stem() + ".txt",
        result.detections().stream()
            .map(detection -> line(detection, result.size()))
            .collect(Collectors.joining()));
  }

  private String line(Detection detection, ImageSize size) {
    Box box = detection.box();
    return String.format(
        Locale.ROOT,
        "%d %.6f %.6f %.6f %.6f%s\n",
        detection.classId(),
        (box.x1() + box.x2()) / 2 / size.width(),
        (box.y1() + box.y2()) / 2 / size.height(),
        box.width() / size.width(),
        box.height() / size.height(),
        scores ? String.format(Locale.ROOT, " %.6f", detection.score()) : "");
  }

  @Override
  public void replay(Found result) {
    folder.pass(result);
  }

  @Override
  public void finish() {
    folder.finish();
  }

  @Override
  public void close() {
    folder.close();
  }
}
