package io.sppdet.train.run;

import io.sppdet.error.FileFault;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The losses of fine-tuning in a file, a line for every few steps, which a run that goes on
 * continues.
 */
public final class LossLog {
  /** Steps a line, over which the losses are averaged. */
  public static final int STEPS = 10;

  private final Path file;
  private double sum;
  private int count;

  public LossLog(Path file) {
    this.file = file;
  }

  /** The mean losses of the steps up to {@code step}. */
  public record Point(int step, double loss) {}

  /** Forgets what was written behind a step, from which the run goes on. */
  public void resume(int step) {
    List<Point> before = points().stream().filter(point -> point.step() <= step).toList();
    write(before, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
  }

  /** Adds the losses of step {@code step}, counted from 1. */
  public void add(int step, double loss) {
    sum += loss;
    count++;
    if (step % STEPS == 0) {
      write(List.of(new Point(step, sum / count)), StandardOpenOption.APPEND);
      sum = 0;
      count = 0;
    }
  }

  private void write(List<Point> points, StandardOpenOption... options) {
    List<String> lines =
        points.stream()
            .map(point -> String.format(Locale.ROOT, "%d,%.5f", point.step(), point.loss()))
            .toList();
    try {
      Files.write(file, lines, options);
    } catch (IOException e) {
      throw FileFault.writing(file, e);
    }
  }

  /** All that was written; a line cut short by a kill is passed over. */
  public List<Point> points() {
    List<Point> points = new ArrayList<>();
    if (Files.exists(file)) {
      try (Stream<String> lines = Files.lines(file)) {
        lines
            .map(line -> line.split(",", -1))
            .filter(fields -> fields.length == 2 && fields[1].matches("\\d+\\.\\d{5}"))
            .forEach(
                fields ->
                    points.add(
                        new Point(Integer.parseInt(fields[0]), Double.parseDouble(fields[1]))));
      } catch (IOException | UncheckedIOException e) {
        throw new SppdetException(
            Kind.OUTPUT, file.toString(), "can't be read (" + e.getMessage() + ")", e);
      }
    }
    return points;
  }
}
