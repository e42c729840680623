package io.sppdet.output;

import static java.util.stream.Collectors.joining;

import io.sppdet.detect.Detection;
import io.sppdet.detect.ImageResult.Failed;
import io.sppdet.detect.ImageResult.Found;
import io.sppdet.image.ExifFields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A row for each image: when it was taken, how many objects it shows, and of each class how many
 * and the best score, as {@code dog=2;person=1} and {@code dog=0.98;person=0.71}, the best class
 * first. What separates them there is written in a name as in a URL, as GFF3 has it: {@code %3B},
 * {@code %3D} and {@code %25}.
 */
final class SummaryWriter implements ResultWriter {
  private final CsvRows rows;
  private final FileNames names;

  SummaryWriter(OutputFile file, OutputSettings settings) {
    this.names = settings.namesOr(FileNames.Style.RELATIVE);
    List<String> header = List.of("file", "date", "objects", "classes", "best_scores", "error");
    this.rows = new CsvRows(file, header, settings.csvSafe());
  }

  @Override
  public void failed(Failed result) {
    rows.add(List.of(names.of(result.file())), CsvRows.error(result));
  }

  @Override
  public void found(Found result) {
    String name = names.of(result.file());
    Map<String, Integer> counts = new LinkedHashMap<>();
    Map<String, Object> scores = new LinkedHashMap<>();
    for (Detection detection : result.detections()) { // the best first
      counts.merge(detection.label(), 1, Integer::sum);
      scores.putIfAbsent(detection.label(), Rounding.share(detection.score()));
    }
    Object date = result.notes().exif().getOrDefault(ExifFields.DATE, "");
    rows.add(
        List.of(name, date, result.detections().size(), list(counts), list(scores)),
        CsvRows.error(result));
  }

  private static String list(Map<String, ?> values) {
    return values.entrySet().stream()
        .map(each -> plain(each.getKey()) + "=" + each.getValue())
        .collect(joining(";"));
  }

  private static String plain(String label) {
    return label.replace("%", "%25").replace(";", "%3B").replace("=", "%3D");
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
