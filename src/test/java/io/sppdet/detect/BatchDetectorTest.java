package io.sppdet.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.image.ImageReader;
import io.sppdet.input.ImageInput;
import io.sppdet.model.ModelDirectory;
import io.sppdet.model.SppNet;
import io.sppdet.natives.NativeLibraries;
import io.sppdet.proposal.ProposalGenerator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With proposals that fail beside a network that works. */
class BatchDetectorTest {
  private static final Path PHOTO = Path.of("samples", "chelsea.jpg");

  private static SppNet network;

  @BeforeAll
  static void load() {
    NativeLibraries.configure();
    network = SppNet.load(ModelDirectory.open(Path.of("models/voc07")));
  }

  @AfterAll
  static void close() {
    network.close();
  }

  private final List<ImageResult> results = new ArrayList<>();

  @Test
  void lackOfMemoryCostsOneImage() {
    run(
        image -> {
          throw new OutOfMemoryError("Java heap space");
        });
    assertFailed("not enough memory for an image of this size");
  }

  @Test
  void nativeFailureIsOneLine() {
    run(
        image -> {
          throw new IllegalStateException("assertion failed\n  in function 'x'\n");
        });
    assertFailed(
        "the detection failed:"
            + " java.lang.IllegalStateException: assertion failed in function 'x'");
  }

  @Test
  void errorOfOneImageIsKept() {
    SppdetException error = new SppdetException(Kind.IMAGE_TRUNCATED, "a.jpg", "ends too early");
    run(
        image -> {
          throw error;
        });
    assertEquals(3, results.size());
    results.forEach(result -> assertSame(error, result.error()));
  }

  @ParameterizedTest
  @EnumSource(names = {"MODEL", "ENGINE"})
  void faultOfTheModelEndsTheRun(Kind kind) {
    SppdetException error = new SppdetException(kind, "model", "broken");
    SppdetException thrown =
        assertThrows(
            SppdetException.class,
            () ->
                run(
                    image -> {
                      throw error;
                    }));
    assertSame(error, thrown);
    assertEquals(List.of(), results);
  }

  @Test
  void missingNativeCodeEndsTheRun() {
    SppdetException thrown =
        assertThrows(
            SppdetException.class,
            () ->
                run(
                    image -> {
                      throw new UnsatisfiedLinkError("no libx.so");
                    }));
    assertEquals(Kind.ENGINE, thrown.kind());
    assertTrue(thrown.getMessage().contains("no libx.so"), thrown.getMessage());
  }

  /** One that hangs, as a file in a dead network drive does, between two that fail at once. */
  @Test
  void imageThatTakesTooLongCostsNoOther() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    ImageReader reader = new ImageReader();
    ImageInput hangs =
        new ImageInput(
            "hangs.jpg",
            null,
            () -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              throw new IllegalStateException("given up");
            },
            reader);
    ImageInput photo = ImageInput.of(PHOTO, reader);
    ProposalGenerator failing =
        image -> {
          throw new SppdetException(Kind.IMAGE_TRUNCATED, "a.jpg", "ends too early");
        };
    new BatchDetector(new Detector(failing, network, null), 1, Duration.ofMillis(300))
        .run(List.of(photo, hangs, hangs, photo), results::add);
    assertEquals(
        List.of(Kind.IMAGE_TRUNCATED, Kind.TIMEOUT, Kind.TIMEOUT, Kind.IMAGE_TRUNCATED),
        results.stream().map(result -> result.error().kind()).toList());
    assertEquals("hangs.jpg", results.get(1).error().subject());
  }

  @Test
  void stopsAfterTheImageAtWork() {
    List<ImageInput> inputs = Collections.nCopies(9, ImageInput.of(PHOTO, new ImageReader()));
    ProposalGenerator failing =
        image -> {
          throw new IllegalStateException("fails");
        };
    new BatchDetector(new Detector(failing, network, null), 2)
        .run(inputs, results::add, () -> results.size() == 4);
    assertEquals(4, results.size());
  }

  /** Beside each other or one after the other, an image has the same detections. */
  @Test
  void findsWhatTheDetectorFinds() {
    Detector detector = Detector.of(network);
    new BatchDetector(detector, 2)
        .run(Collections.nCopies(3, ImageInput.of(PHOTO, new ImageReader())), results::add);
    List<Detection> expected = detector.detect(new ImageReader().read(PHOTO));
    assertFalse(expected.isEmpty());
    for (ImageResult result : results) {
      assertEquals(expected, result.detections());
      assertEquals(
          List.of("read", "proposals", "conv", "spp", "fc_svm_boxes", "nms"),
          List.copyOf(result.milliseconds().keySet()));
    }
  }

  private void run(ProposalGenerator proposals) {
    new BatchDetector(new Detector(proposals, network, null), 2)
        .run(Collections.nCopies(3, ImageInput.of(PHOTO, new ImageReader())), results::add);
  }

  private void assertFailed(String reason) {
    assertEquals(3, results.size());
    for (ImageResult result : results) {
      assertEquals(PHOTO.toString(), result.file());
      assertEquals(Kind.DETECTION_FAILED, result.error().kind());
      assertEquals(reason, result.error().reason());
      assertEquals(List.of(), result.detections());
      assertNull(result.size());
    }
  }
}
