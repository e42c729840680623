package io.sppdet.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.sppdet.detect.Detection;
import io.sppdet.detect.ImageResult;
import io.sppdet.geometry.Box;
import io.sppdet.image.ExifFields;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A row for each detection, one for each image without any, and one with the error for each that
 * failed.
 */
final class CsvWriter implements ResultWriter {
  private static final ObjectWriter ROWS = new CsvMapper().writer(CsvSchema.emptySchema());

  /** How a formula begins; spreadsheets pass over blanks (OWASP, CSV injection). */
  private static final Pattern FORMULA =
      Pattern.compile("\\s*[=+\\-@\uFF1D\uFF0B\uFF0D\uFF20]|[\t\r]");

  private final OutputFile file;
  private final FileNames names;
  private final boolean rawScores;
  private final ExifFields exif;
  private final boolean safe;
  private final int columns;

  CsvWriter(OutputFile file, OutputSettings settings) {
    this.file = file;
    this.names = settings.namesOr(FileNames.Style.RELATIVE);
    this.rawScores = settings.rawScores();
    this.exif = settings.exif();
    this.safe = settings.csvSafe();
    List<String> header = new ArrayList<>(List.of("file", "width", "height"));
    header.addAll(exif.names());
    header.addAll(List.of("label", "class_id", "score"));
    if (rawScores) {
      header.add("svm_score");
    }
    header.addAll(List.of("x1", "y1", "x2", "y2", "error"));
    columns = header.size();
    row(header.subList(0, columns - 1), header.get(columns - 1));
  }

  @Override
  public void write(ImageResult result) {
    String name = names.of(result.file());
    if (result.error() != null) {
      row(List.of(name), result.error().kind().code() + ": " + result.error().reason());
      return;
    }
    List<Object> image =
        new ArrayList<>(List.of(name, result.size().width(), result.size().height()));
    Map<String, Object> fields = result.notes().exif();
    String damage = result.notes().damage();
    String error = damage == null ? "" : "image_damaged: " + damage;
    exif.names().forEach(field -> image.add(fields.getOrDefault(field, "")));
    if (result.detections().isEmpty()) {
      row(image, error);
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
      row(row, error);
    }
  }

  /** Cells, then empty ones, then the last. */
  private void row(List<?> first, String last) {
    List<Object> row = new ArrayList<>(first);
    if (safe) {
      row.replaceAll(cell -> cell instanceof String text ? neutral(text) : cell);
    }
    row.addAll(Collections.nCopies(columns - 1 - row.size(), ""));
    row.add(safe ? neutral(last) : last);
    try {
      file.write(ROWS.writeValueAsString(row));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers can always be written", e);
    }
  }

  /**
   * A spreadsheet takes a text that begins so for a formula, and what follows an apostrophe not.
   */
  private static String neutral(String text) {
    return FORMULA.matcher(text).lookingAt() ? "'" + text : text;
  }

  @Override
  public void finish() {
    file.finish();
  }

  @Override
  public void close() {
    file.close();
  }
}
