package io.sppdet.spark;

import io.sppdet.detect.BatchDetector;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.input.Chain;
import io.sppdet.input.FoundFile;
import io.sppdet.input.ImageInput;
import io.sppdet.input.ImageSearch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.InvalidPathException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function2;

/**
 * Detects in a slice of the list, in an executor. Its parts lie in a folder of this attempt's own;
 * the driver takes those of the attempt whose result it gets.
 *
 * @param settings of the run
 * @param batch which one the slice is of
 */
record Slice(RunSettings settings, int batch)
    implements Function2<Integer, Iterator<Row>, Iterator<SliceResult>> {
  private static final long serialVersionUID = 1L;

  @Override
  public Iterator<SliceResult> call(Integer index, Iterator<Row> rows) throws IOException {
    TaskContext context = TaskContext.get();
    Configuration conf = settings.configuration();
    Path folder = new Path(settings.work(), "%05d/%d".formatted(batch, context.taskAttemptId()));
    try (ExecutorNetwork shared = ExecutorNetwork.open(settings.model(), context.cpus());
        SliceFiles files = SliceFiles.create(folder, index, settings, conf)) {
      new BatchDetector(settings.detector(shared.network()), context.cpus(), settings.timeout())
          .run(images(rows, conf), files::write, context::isInterrupted);
      if (context.isInterrupted()) {
        throw new CancellationException("the task was ended");
      }
      return List.of(new SliceResult(index, folder.toString(), files.finish())).iterator();
    }
  }

  /** The images of all rows, each opened when its turn comes. */
  private Iterator<ImageInput> images(Iterator<Row> rows, Configuration conf) {
    return new Chain<>(
        rows, row -> images(row, conf).stream().map(image -> called(image, row)).iterator());
  }

  private List<ImageInput> images(Row row, Configuration conf) {
    ImageSearch search = new ImageSearch(settings.reader(), false);
    SppdetException error = row.error();
    if (error != null) {
      return search.images(new FoundFile(row.name(), null, error));
    }
    if (row.path().startsWith("/")) {
      return search.images(FoundFile.of(onDisk(row)));
    }
    Path path = new Path(row.path());
    long most = settings.limits().bytes();
    ImageInput.Bytes bytes =
        () -> {
          try (InputStream in = path.getFileSystem(conf).open(path)) {
            return in.readNBytes((int) most + 1);
          }
        };
    return search.pages(ImageInput.of(row.path(), bytes, settings.reader()));
  }

  private static java.nio.file.Path onDisk(Row row) {
    try {
      return java.nio.file.Path.of(row.path());
    } catch (InvalidPathException e) { // the driver could open it
      throw new SppdetException(
          Kind.USAGE,
          "spark.executorEnv.LC_ALL",
          "an executor can't open " + row.name() + " in its locale; C.UTF-8 has all names",
          e);
    }
  }

  /** Under the row's name; a page, or an image of an archive, has more behind it. */
  private static ImageInput called(ImageInput image, Row row) {
    String name =
        row.path() != null && image.name().startsWith(row.path())
            ? row.name() + image.name().substring(row.path().length())
            : row.name();
    return new ImageInput(name, image.file(), image.encoded(), image.reader(), image.seconds());
  }
}
