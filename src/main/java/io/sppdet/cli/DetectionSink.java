package io.sppdet.cli;

import io.sppdet.detect.ImageResult;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.output.Annotator;
import io.sppdet.output.DetectionJson;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Sends each result where the user wants it: standard output or a file, pictures, error lines. */
final class DetectionSink implements Consumer<ImageResult>, AutoCloseable {
  private final DetectionJson json;
  private final PrintWriter out;
  private final ErrorLine err;
  private final boolean array;
  private final OutputFile file;
  private final Path pictures;
  private final Set<String> pictureNames = new HashSet<>();
  private int written;
  private int failed;

  /**
   * @param array whether a file is to hold an array, not one document
   * @param file instead of {@code out}, or null; closed with this
   * @param pictures an existing folder, or null for no pictures
   */
  DetectionSink(
      DetectionJson json,
      PrintWriter out,
      ErrorLine err,
      boolean array,
      OutputFile file,
      Path pictures) {
    this.json = json;
    this.out = out;
    this.err = err;
    this.array = array;
    this.file = file;
    this.pictures = pictures;
  }

  @Override
  public void accept(ImageResult result) {
    String document = json.document(result);
    if (file == null) {
      out.println(document);
      out.flush();
    } else {
      file.write(array ? (written == 0 ? "[\n" : ",\n") + document : document);
    }
    written++;
    if (result.error() != null) {
      failed++;
      err.print(result.error());
    } else if (pictures != null) {
      Path picture = pictures.resolve(pictureName(Path.of(result.file())));
      new Annotator().write(result.image(), result.detections(), picture);
    }
  }

  /** The image's own name; numbered when another folder's image has it already. */
  private String pictureName(Path image) {
    String name = image.getFileName().toString();
    int dot = name.lastIndexOf('.');
    String stem = dot > 0 ? name.substring(0, dot) : name;
    String extension =
        name.substring(stem.length()).matches("(?i)\\.(jpe?g|png)")
            ? name.substring(stem.length())
            : ".png";
    String free = stem + extension;
    for (int n = 2; !pictureNames.add(free); n++) {
      free = stem + "-" + n + extension;
    }
    return free;
  }

  /** Completes the output file; without this call it does not appear. */
  void finish() {
    if (file != null) {
      file.write(array ? (written == 0 ? "[" : "\n") + "]\n" : "\n");
      file.finish();
    }
  }

  int exitCode() {
    return failed == 0 ? 0 : Kind.IMAGE_UNREADABLE.exitCode();
  }

  @Override
  public void close() {
    if (file != null) {
      file.close();
    }
  }
}
