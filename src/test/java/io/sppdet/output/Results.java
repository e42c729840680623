package io.sppdet.output;

import io.sppdet.detect.Detection;
import io.sppdet.detect.ImageResult;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.geometry.Box;
import io.sppdet.image.ExifFields;
import io.sppdet.image.Image;
import io.sppdet.image.ImageReader;
import io.sppdet.image.ImageSize;
import io.sppdet.image.ImageWriter;
import io.sppdet.image.PhotoNotes;
import io.sppdet.input.ImageInput;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Results made by hand, for the tests of this package. */
final class Results {
  static final List<String> CLASSES = List.of("cat", "dog & <bone>", "sheep");

  private Results() {}

  static OutputSettings settings(Path folder) {
    return settings("mine", CLASSES, folder);
  }

  static OutputSettings settings(String model, List<String> classes, Path folder) {
    return new OutputSettings(
        new OutputSettings.Model(model, classes),
        new OutputSettings.Images(false, null, folder),
        OutputSettings.Content.PLAIN,
        false,
        false);
  }

  /** The first of them, with more told. */
  static OutputSettings settings(Path folder, OutputSettings.Content content) {
    OutputSettings plain = settings(folder);
    return new OutputSettings(plain.model(), plain.images(), content, false, false);
  }

  /** An image in which each pixel tells its place. */
  static Image image(String file, int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        rgb[3 * (y * width + x)] = (byte) x;
        rgb[3 * (y * width + x) + 1] = (byte) y;
        rgb[3 * (y * width + x) + 2] = (byte) (x / 256 * 16 + y / 256);
      }
    }
    return new Image(file, width, height, rgb);
  }

  /** The result of such an image. */
  static ImageResult.Found of(String file, int width, int height, Detection... detections) {
    return new ImageResult.Found(
        input(file),
        new ImageSize(width, height),
        PhotoNotes.NONE,
        () -> image(file, width, height),
        List.of(),
        List.of(detections),
        Map.of("conv", 1.25));
  }

  /** The same, the image being a file too. */
  static ImageResult.Found ofFile(Path file, int width, int height, Detection... detections) {
    new ImageWriter().write(image(file.toString(), width, height), file);
    return of(file.toString(), width, height, detections);
  }

  /** The same, with a day and time in its EXIF data. */
  static ImageResult.Found dated(String file, String date, Detection... detections) {
    ImageResult.Found plain = of(file, 90, 60, detections);
    return new ImageResult.Found(
        plain.input(),
        plain.size(),
        new PhotoNotes(Map.of(ExifFields.DATE, date), null),
        plain.image(),
        List.of(),
        plain.detections(),
        Map.of());
  }

  static ImageResult.Failed failed(String file) {
    SppdetException error = new SppdetException(Kind.IMAGE_TRUNCATED, file, "ends \"too\" early");
    return new ImageResult.Failed(input(file), error);
  }

  private static ImageInput input(String file) {
    return ImageInput.of(Path.of(file), new ImageReader());
  }

  static Detection detection(int classId, double score, Box box) {
    return new Detection(CLASSES.get(classId), classId, score, 2 * score, box);
  }
}
