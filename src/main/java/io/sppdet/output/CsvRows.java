package io.sppdet.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.sppdet.detect.ImageResult.Failed;
import io.sppdet.detect.ImageResult.Found;
import io.sppdet.error.PlainText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A table in CSV, whose last column is for what is wrong. */
final class CsvRows implements AutoCloseable {
  private static final ObjectWriter ROWS = new CsvMapper().writer(CsvSchema.emptySchema());

  private final OutputFile file;
  private final int columns;
  private final boolean safe;

  /**
   * @param safe whether no text may begin as a formula does
   */
  CsvRows(OutputFile file, List<String> header, boolean safe) {
    this.file = file;
    this.columns = header.size();
    this.safe = safe;
    add(header.subList(0, columns - 1), header.get(columns - 1));
  }

  /** Why an image failed. */
  static String error(Failed result) {
    return result.error().kind().code() + ": " + result.error().reason();
  }

  /** What is wrong with an image that was read; empty for nothing. */
  static String error(Found result) {
    String damage = result.notes().damage();
    return damage == null ? "" : "image_damaged: " + damage;
  }

  /** Adds cells, then empty ones, then the last. */
  void add(List<?> first, String last) {
    List<Object> row = new ArrayList<>(first);
    if (safe) {
      row.replaceAll(cell -> cell instanceof String text ? PlainText.noFormula(text) : cell);
    }
    row.addAll(Collections.nCopies(columns - 1 - row.size(), ""));
    row.add(safe ? PlainText.noFormula(last) : last);
    try {
      file.write(ROWS.writeValueAsString(row));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers can always be written", e);
    }
  }

  void finish() {
    file.finish();
  }

  @Override
  public void close() {
    file.close();
  }
}
