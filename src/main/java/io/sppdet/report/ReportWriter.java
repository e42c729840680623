package io.sppdet.report;

import io.sppdet.error.FileFault;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.files.Claim;
import io.sppdet.files.WholeFile;
import io.sppdet.model.ModelDirectory;
import io.sppdet.page.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Writes a report into a folder: {@code index.html}, a page that needs nothing beside it, and the
 * figures as {@code report.json}, {@code loss.csv}, {@code ap.csv}, {@code pr.csv}, {@code
 * confusion.csv}, {@code threshold.csv}, {@code calibration.csv} and {@code mistakes.csv}.
 *
 * @param folder made unless it is there; an earlier report in it is replaced, other files stay
 * @param csvSafe whether no text in CSV may begin as a formula does
 */
public record ReportWriter(Path folder, boolean csvSafe) {
  /** The names of its files, a regular expression. */
  public static final String FILES =
      "index\\.html|report\\.json|(loss|ap|pr|confusion|threshold|calibration|mistakes)\\.csv";

  /**
   * @throws SppdetException OUTPUT when the folder is, or is inside, a model directory: the page
   *     holds parts of the photos, which must not go where the model goes; or when files of these
   *     names are there that are no earlier report
   */
  public ReportWriter {
    refuse(folder);
  }

  private static void refuse(Path folder) {
    ReportPage.PAGE.refuseOthers(folder, namesIn(folder));
    for (Path p = folder.toAbsolutePath().normalize(); p != null; p = p.getParent()) {
      if (ModelDirectory.isAt(p)) {
        throw new SppdetException(
            Kind.OUTPUT,
            folder.toString(),
            "a report holds parts of photos and can't be in the model directory " + p);
      }
    }
  }

  /** What is there of the names of its files. */
  private static List<String> namesIn(Path folder) {
    String[] names = folder.toFile().list((at, name) -> name.matches(FILES));
    return names == null ? List.of() : Stream.of(names).sorted().toList();
  }

  /**
   * Computes the figures and writes all files, the page first, by which a later run knows them for
   * a report.
   *
   * @throws SppdetException OUTPUT when a file can't be written, another run writes them, or the
   *     folder has become unfit meanwhile
   */
  public void write(ReportData data) {
    refuse(folder);
    Figures figures = Figures.of(data);
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(Page.INDEX, ReportPage.of(data, figures).html());
    texts.putAll(new FigureFiles(data, figures, csvSafe).texts());
    try {
      Files.createDirectories(folder);
      try (Claim claim = Claim.of(folder.resolve("report"))) {
        claim.lockFile().toFile().deleteOnExit(); // when the program is interrupted
        for (Map.Entry<String, String> text : texts.entrySet()) {
          WholeFile.write(folder.resolve(text.getKey()), text.getValue());
        }
      }
    } catch (IOException e) {
      throw FileFault.writing(folder, e);
    }
  }
}
