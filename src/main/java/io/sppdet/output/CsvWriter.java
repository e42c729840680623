package io.sppdet.output;

import io.sppdet.detect.Detection;
import io.sppdet.detect.ImageResult.Failed;
import io.sppdet.detect.ImageResult.Found;
import io.sppdet.geometry.Box;
import io.sppdet.image.ExifFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A row for each detection, one for each image without any, and one with the error for each that
 * failed.
 */
final class CsvWriter implements ResultWriter {
  private final CsvRows rows;
  private final FileNames names;
  private final boolean rawScores;
  private final ExifFields exif;

  CsvWriter(OutputFile file, OutputSettings settings) {
    this.names = settings.namesOr(FileNames.Style.RELATIVE);
    this.rawScores = settings.content().rawScores();
    this.exif = settings.content().exif();
    List<String> header = new ArrayList<>(List.of("file", "width", "height"));
    header.addAll(exif.names());
    header.addAll(List.of("label", "class_id", "score"));
    if (rawScores) {
      header.add("margin");
    }
    header.addAll(List.of("x1", "y1", "x2", "y2", "error"));
    this.rows = new CsvRows(file, header, settings.csvSafe());
  }

  @Override
  public void failed(Failed result) {
    rows.add(List.of(names.of(result.file())), CsvRows.error(result));
  }

  @Override
  public void found(Found result) {
    String name = names.of(result.file());
    String error = CsvRows.error(result);
    List<Object> image =
        new ArrayList<>(List.of(name, result.size().width(), result.size().height()));
    Map<String, Object> fields = result.notes().exif();
    exif.names().forEach(field -> image.add(fields.getOrDefault(field, "")));
    if (result.detections().isEmpty()) {
      rows.add(image, error);
    }
    for (Detection detection : result.detections()) {
      List<Object> row = new ArrayList<>(image);
      row.addAll(List.of(detection.label(), detection.classId()));
      row.add(Rounding.share(detection.score()));
      if (rawScores) {
        row.add(Rounding.share(detection.margin()));
      }
      Box box = detection.box();
      for (double side : new double[] {box.x1(), box.y1(), box.x2(), box.y2()}) {
        row.add(Rounding.pixels(side));
      }
      rows.add(row, error);
    }
  }

  @Override
  public void finish() {
    rows.finish();
  }

  @Override
  public void close() {
    rows.close();
  }
}
