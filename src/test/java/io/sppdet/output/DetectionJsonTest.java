package io.sppdet.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sppdet.detect.Detection;
import io.sppdet.detect.ImageResult;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.geometry.Box;
import io.sppdet.image.ExifFields;
import io.sppdet.image.Image;
import io.sppdet.image.ImageReader;
import io.sppdet.image.ImageSize;
import io.sppdet.image.PhotoNotes;
import io.sppdet.input.ImageInput;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DetectionJsonTest {
  private static final Image IMAGE = new Image("a \"b\"\n猫.jpg", 2, 1, new byte[6]);
  private static final Detection DOG =
      new Detection("dog", 11, 0.12345678, -1.5, new Box(0, 0.25, 1.9999, 1));

  @Test
  void fieldsInTheOrderOfTheDocumentation() {
    assertEquals(
        "{\"image\":{\"file\":\"a \\\"b\\\"\\n"
            + "猫.jpg\",\"width\":2,\"height\":1},\"model\":\"voc07\","
            + "\"detections\":[{\"label\":\"dog\",\"class_id\":11,\"score\":0.123457,"
            + "\"box\":{\"x1\":0.0,\"y1\":0.25,\"x2\":2.0,\"y2\":1.0}}]}",
        new DetectionJson("voc07", false, false, ExifFields.NONE).document(result(DOG)));
  }

  @Test
  void rawScoresAndTimesOnRequest() {
    assertEquals(
        "{\"image\":{\"file\":\"a \\\"b\\\"\\n"
            + "猫.jpg\",\"width\":2,\"height\":1},\"model\":\"voc07\","
            + "\"detections\":[{\"label\":\"dog\",\"class_id\":11,\"score\":0.123457,"
            + "\"margin\":-1.5,"
            + "\"box\":{\"x1\":0.0,\"y1\":0.25,\"x2\":2.0,\"y2\":1.0}}],"
            + "\"timing_ms\":{\"conv\":12.3}}",
        new DetectionJson("voc07", true, true, ExifFields.NONE).document(result(DOG)));
  }

  @Test
  void errorTakesThePlaceOfDetections() {
    SppdetException error = new SppdetException(Kind.IMAGE_TRUNCATED, "a.jpg", "ends too early");
    assertEquals(
        "{\"image\":{\"file\":\"a.jpg\"},"
            + "\"error\":{\"code\":\"image_truncated\",\"message\":\"ends too early\"}}",
        new DetectionJson("voc07", true, true, ExifFields.NONE)
            .document(
                new ImageResult.Failed(ImageInput.of(Path.of("a.jpg"), new ImageReader()), error)));
  }

  /** From the bytes that were decoded: the photo may be gone when its result is written. */
  @Test
  void whatThePhotoToldIsWrittenWithoutThePhoto() {
    ImageResult result =
        new ImageResult.Found(
            ImageInput.of(Path.of("gone.jpg"), new ImageReader()),
            new ImageSize(2, 1),
            new PhotoNotes(Map.of("Model", "Camera 1"), "the JPEG file is damaged: badly"),
            () -> IMAGE,
            List.of(),
            List.of(),
            Map.of());
    ExifFields exif = new ExifFields(List.of("Model", "FNumber"));
    assertEquals(
        "{\"image\":{\"file\":\"gone.jpg\",\"width\":2,\"height\":1,"
            + "\"exif\":{\"Model\":\"Camera 1\"},"
            + "\"damage\":\"the JPEG file is damaged: badly\"},"
            + "\"model\":\"voc07\",\"detections\":[]}",
        new DetectionJson("voc07", false, false, exif).document(result));
  }

  @Test
  void numbersDoNotFollowTheLocale() {
    Locale before = Locale.getDefault();
    String document = new DetectionJson("voc07", true, true, ExifFields.NONE).document(result(DOG));
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertEquals(
          document, new DetectionJson("voc07", true, true, ExifFields.NONE).document(result(DOG)));
    } finally {
      Locale.setDefault(before);
    }
  }

  private static ImageResult result(Detection... detections) {
    return new ImageResult.Found(
        ImageInput.of(Path.of(IMAGE.file()), new ImageReader()),
        new ImageSize(2, 1),
        PhotoNotes.NONE,
        () -> IMAGE,
        List.of(),
        List.of(detections),
        Map.of("conv", 12.34));
  }
}
