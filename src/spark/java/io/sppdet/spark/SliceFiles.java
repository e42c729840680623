package io.sppdet.spark;

import io.sppdet.detect.ImageResult;
import io.sppdet.output.OutputFormat;
import io.sppdet.output.ResultCounts;
import io.sppdet.output.ResultWriter;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The parts of a slice, one a format, as they are written. */
final class SliceFiles implements AutoCloseable {
  /** Takes documents, a line each. */
  interface Part extends Closeable {
    void write(String document) throws IOException;
  }

  private final FileSystem fs;
  private final Path folder;
  private final List<Part> parts = new ArrayList<>();
  private final StringWriter text = new StringWriter();
  private final ResultWriter documents;
  private ResultCounts counts = ResultCounts.NONE;
  private boolean finished;

  private SliceFiles(FileSystem fs, Path folder, RunSettings settings) {
    this.fs = fs;
    this.folder = folder;
    this.documents = OutputFormat.JSONL.print(text, settings.document().settings());
  }

  static SliceFiles create(Path folder, int index, RunSettings settings, Configuration conf)
      throws IOException {
    FileSystem fs = folder.getFileSystem(conf);
    fs.setWriteChecksum(false); // of files on disk, which nobody wants beside them
    SliceFiles files = new SliceFiles(fs, folder, settings);
    try {
      for (ClusterFormat format : settings.formats()) {
        Path path = new Path(folder, format.part(index));
        files.parts.add(
            format == ClusterFormat.PARQUET
                ? ParquetPart.create(path, settings.document(), conf)
                : new Lines(fs, path));
      }
      return files;
    } catch (IOException | RuntimeException e) {
      files.close();
      throw e;
    }
  }

  void write(ImageResult result) {
    documents.write(result);
    String document = text.toString();
    text.getBuffer().setLength(0);
    counts = counts.plus(ResultCounts.of(result));
    try {
      for (Part part : parts) {
        part.write(document);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Completes the files; gives what is in them. */
  ResultCounts finish() throws IOException {
    while (!parts.isEmpty()) {
      parts.remove(0).close();
    }
    finished = true;
    return counts;
  }

  /** Leaves nothing of files that were not completed. */
  @Override
  public void close() throws IOException {
    if (finished) {
      return;
    }
    try {
      for (Part part : parts) {
        part.close();
      }
    } finally {
      fs.delete(folder, true);
    }
  }

  private static final class Lines implements Part {
    private final Writer out;

    Lines(FileSystem fs, Path path) throws IOException {
      out =
          new BufferedWriter(new OutputStreamWriter(fs.create(path, true), StandardCharsets.UTF_8));
    }

    @Override
    public void write(String document) throws IOException {
      out.write(document);
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
