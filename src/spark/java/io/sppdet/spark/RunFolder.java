package io.sppdet.spark;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.output.ResultCounts;
import io.sppdet.output.RunIdentity;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The output of a run, and how far it is: {@code FORMAT/batch=00000/part-00000.FORMAT} and, of a
 * batch that is done, {@code _SUCCESS} beside its parts, which holds its counts; {@code _run.json},
 * what decides the results; {@code _list}, the files of each batch; {@code _work}, parts that are
 * not finished. Readers of Spark and of Arrow pass over names that begin with an underscore.
 *
 * @param fs where it lies
 * @param path the folder
 */
record RunFolder(FileSystem fs, Path path) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RUN = "_run.json";
  private static final String LIST = "_list";
  private static final String WORK = "_work";
  private static final String DONE = "_SUCCESS";

  /** Whether a run was begun here. */
  boolean isBegun() throws IOException {
    return fs.exists(new Path(path, RUN));
  }

  /**
   * Makes room for a new run.
   *
   * @throws SppdetException OUTPUT when there is something else
   */
  void prepare() throws IOException {
    if (fs.exists(path)) {
      if (!fs.getFileStatus(path).isDirectory()) {
        throw fault("is a file, not a folder");
      }
      for (FileStatus child : fs.listStatus(path)) {
        String name = child.getPath().getName();
        if (!name.equals(LIST) && !name.equals(WORK)) { // of a run that ended while it listed
          throw fault("holds '" + name + "', which is no output of this command; name another -o");
        }
      }
    }
    fs.delete(new Path(path, LIST), true);
    fs.mkdirs(new Path(path, LIST));
  }

  /** Where the list of a batch is written. */
  Path list(int batch) {
    return new Path(path, LIST + "/" + number(batch) + ".jsonl");
  }

  /** The files of a batch. */
  List<Row> rows(int batch) throws IOException {
    List<Row> rows = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(fs.open(list(batch)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        rows.add(Row.of(line));
      }
    }
    return rows;
  }

  /** Begins a run whose list is written. */
  void begin(RunIdentity run) throws IOException {
    write(
        new Path(path, RUN), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(run.values()));
  }

  /**
   * Goes on with the run that was begun.
   *
   * @throws SppdetException USAGE when it is another
   */
  void goOn(RunIdentity run) throws IOException {
    try (InputStream in = fs.open(new Path(path, RUN))) {
      Optional<String> other = run.difference(RunIdentity.of(JSON.readTree(in)));
      if (other.isPresent()) {
        throw new SppdetException(Kind.USAGE, path.toString(), other.get() + "; name another -o");
      }
    }
  }

  /** Where this run alone keeps what is not finished; what others have left is gone. */
  Path work(String run) throws IOException {
    fs.delete(new Path(path, WORK), true);
    return fs.makeQualified(new Path(path, WORK + "/" + run));
  }

  /** Removes what is not finished. */
  void removeWork() throws IOException {
    fs.delete(new Path(path, WORK), true);
  }

  boolean isDone(int batch, List<ClusterFormat> formats) throws IOException {
    for (ClusterFormat format : formats) {
      if (!fs.exists(new Path(folder(format, batch), DONE))) {
        return false;
      }
    }
    return true;
  }

  /** What is in a batch that is done. */
  ResultCounts counts(int batch, List<ClusterFormat> formats) throws IOException {
    try (InputStream in = fs.open(new Path(folder(formats.get(0), batch), DONE))) {
      return JSON.readValue(in, ResultCounts.class);
    }
  }

  /** Puts the parts of a batch where they belong, in place of what was left there. */
  ResultCounts publish(int batch, List<SliceResult> slices, List<ClusterFormat> formats)
      throws IOException {
    ResultCounts counts = ResultCounts.NONE;
    for (SliceResult slice : slices) {
      counts = counts.plus(slice.counts());
    }
    for (ClusterFormat format : formats) {
      Path folder = folder(format, batch);
      fs.delete(folder, true);
      fs.mkdirs(folder);
      for (SliceResult slice : slices) {
        String part = format.part(slice.index());
        if (!fs.rename(new Path(slice.folder(), part), new Path(folder, part))) {
          throw fault("can't be written: " + part + " of batch " + batch + " can't be moved there");
        }
      }
    }
    for (ClusterFormat format : formats) {
      write(new Path(folder(format, batch), DONE), JSON.writeValueAsBytes(counts));
    }
    return counts;
  }

  private Path folder(ClusterFormat format, int batch) {
    return new Path(path, format + "/batch=" + number(batch));
  }

  private static String number(int batch) {
    return String.format(Locale.ROOT, "%05d", batch);
  }

  /** Whole or not at all. */
  private void write(Path file, byte[] bytes) throws IOException {
    Path part = new Path(file.getParent(), "." + file.getName() + ".part");
    try (var out = fs.create(part, true)) {
      out.write(bytes);
    }
    fs.delete(file, false);
    if (!fs.rename(part, file)) {
      throw fault("can't be written: " + file.getName());
    }
  }

  private SppdetException fault(String reason) {
    return new SppdetException(Kind.OUTPUT, path.toString(), reason);
  }
}
