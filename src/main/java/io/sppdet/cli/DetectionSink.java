package io.sppdet.cli;

import io.sppdet.detect.ImageResult;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.output.Annotator;
import io.sppdet.output.DetectionJson;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import picocli.CommandLine;

/** Sends each result where the user wants it: standard output or a file, pictures, error lines. */
final class DetectionSink implements Consumer<ImageResult>, AutoCloseable {
  private final DetectionJson json;
  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean array;
  private final Path output;
  private final Path temporary;
  private final Writer file;
  private final Path pictures;
  private final Set<String> pictureNames = new HashSet<>();
  private int written;
  private int failed;

  DetectionSink(DetectionJson json, CommandLine command, int images, Path output, Path pictures) {
    this.json = json;
    this.out = command.getOut();
    this.err = command.getErr();
    this.array = images != 1;
    this.output = output;
    this.pictures = pictures;
    this.temporary = output == null ? null : output.resolveSibling(output.getFileName() + ".part");
    try {
      if (pictures != null) {
        Files.createDirectories(pictures);
      }
      this.file = temporary == null ? null : open(temporary);
    } catch (IOException e) {
      throw fault(pictures != null && !Files.isDirectory(pictures) ? pictures : output, e);
    }
  }

  private static BufferedWriter open(Path file) throws IOException {
    return Files.newBufferedWriter(file, StandardCharsets.UTF_8);
  }

  @Override
  public void accept(ImageResult result) {
    String document = json.document(result);
    if (file == null) {
      out.println(document);
      out.flush();
    } else {
      write(array ? (written == 0 ? "[\n" : ",\n") + document : document);
    }
    written++;
    if (result.error() != null) {
      failed++;
      err.println("sppdet: " + result.error().getMessage());
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
      write(array ? (written == 0 ? "[" : "\n") + "]\n" : "\n");
      try {
        file.close();
        Files.move(
            temporary, output, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw fault(output, e);
      }
    }
  }

  int exitCode() {
    return failed == 0 ? 0 : Kind.IMAGE_UNREADABLE.exitCode();
  }

  private void write(String text) {
    try {
      file.write(text);
    } catch (IOException e) {
      throw fault(output, e);
    }
  }

  private static SppdetException fault(Path path, IOException e) {
    return new SppdetException(Kind.OUTPUT, path.toString(), "can't be written (" + e + ")", e);
  }

  @Override
  public void close() {
    if (file != null) {
      try {
        file.close();
        Files.deleteIfExists(temporary);
      } catch (IOException e) {
        throw fault(output, e);
      }
    }
  }
}
