package io.sppdet.cli.command;

import io.sppdet.eval.EvalReport;
import io.sppdet.natives.NativeLibraries;
import io.sppdet.output.OutputFile;
import io.sppdet.report.ReportData;
import io.sppdet.report.ReportData.Fact;
import io.sppdet.report.ReportWriter;
import io.sppdet.train.run.Origin;
import java.nio.file.Path;
import java.util.List;

/**
 * The page on an evaluation.
 *
 * @param writer null for none
 */
record EvalPage(ReportWriter writer) {
  /** Makes the folder, rather than fail after the evaluation. */
  static EvalPage open(ReportOption option) {
    Path folder = option.folder(null);
    if (folder == null) {
      return new EvalPage(null);
    }
    ReportWriter writer = new ReportWriter(folder, option.csvSafe());
    OutputFile.createFolder(folder);
    return new EvalPage(writer);
  }

  void write(EvalReport report, Origin origin) {
    if (writer != null) {
      NativeLibraries.loadOpenCv(); // there already, unless no model ran
      writer.write(new ReportData(report, facts(origin), List.of()));
    }
  }

  /** What a page says of the run that wrote it. */
  static List<Fact> facts(Origin origin) {
    return List.of(
        new Fact("command", origin.command()),
        new Fact("date", origin.date()),
        new Fact("version", "sppdet " + origin.version()));
  }
}
