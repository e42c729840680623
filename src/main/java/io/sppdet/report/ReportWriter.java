package io.sppdet.report;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.files.Claim;
import io.sppdet.files.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Writes a report into a folder: {@code index.html}, a page that needs nothing beside it, and the
 * figures as {@code report.json}, {@code loss.csv}, {@code ap.csv}, {@code pr.csv}, {@code
 * confusion.csv}, {@code threshold.csv}, {@code calibration.csv} and {@code mistakes.csv}. OpenCV
 * must have been loaded.
 *
 * @param folder made unless it is there; files of these names in it are replaced, others stay
 * @param csvSafe whether no text in CSV may begin as a formula does
 */
public record ReportWriter(Path folder, boolean csvSafe) {
  /** The names of its files, a regular expression. */
  public static final String FILES =
      "index\\.html|report\\.json|(loss|ap|pr|confusion|threshold|calibration|mistakes)\\.csv";

  private static final String MODEL_FILE = "model.json";

  /**
   * @throws SppdetException OUTPUT when the folder is, or is inside, a model directory: the page
   *     holds parts of the photos, which must not go where the model goes
   */
  public ReportWriter {
    for (Path p = folder.toAbsolutePath().normalize(); p != null; p = p.getParent()) {
      if (Files.exists(p.resolve(MODEL_FILE))) {
        throw new SppdetException(
            Kind.OUTPUT,
            folder.toString(),
            "a report holds parts of photos and can't be in the model directory " + p);
      }
    }
  }

  /**
   * Computes the figures and writes all files, the page last.
   *
   * @throws SppdetException OUTPUT when a file can't be written, or another run writes them
   */
  public void write(ReportData data) {
    Figures figures = Figures.of(data);
    Map<String, String> texts = new FigureFiles(data, figures, csvSafe).texts();
    texts.put("index.html", ReportPage.of(data, figures).html());
    try {
      Files.createDirectories(folder);
      try (Claim claim = Claim.of(folder.resolve("report"))) {
        claim.lockFile().toFile().deleteOnExit(); // when the program is interrupted
        for (Map.Entry<String, String> text : texts.entrySet()) {
          WholeFile.write(folder.resolve(text.getKey()), text.getValue());
        }
      }
    } catch (IOException e) {
      throw new SppdetException(
          Kind.OUTPUT, folder.toString(), "the report can't be written (" + e + ")", e);
    }
  }
}
