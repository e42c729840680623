package io.sppdet.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.image.ImageReader;
import io.sppdet.input.ImageInput;
import io.sppdet.input.ImageSource;
import io.sppdet.model.ModelDirectory;
import io.sppdet.model.SppNet;
import io.sppdet.natives.NativeLibraries;
import io.sppdet.proposal.ProposalGenerator;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
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
    results.forEach(result -> assertSame(error, error(result)));
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
    new BatchDetector(
            new Detector(failing, network, null), 1, Duration.ofMillis(300), Duration.ZERO)
        .run(List.of(photo, hangs, hangs, photo), results::add);
    assertEquals(
        List.of(Kind.IMAGE_TRUNCATED, Kind.TIMEOUT, Kind.TIMEOUT, Kind.IMAGE_TRUNCATED),
        results.stream().map(result -> error(result).kind()).toList());
    assertEquals("hangs.jpg", error(results.get(1)).subject());
  }

  /** Java is slow until it has done one image. */
  @Test
  void timeoutLeavesTheColdStartOut() {
    AtomicInteger calls = new AtomicInteger();
    ProposalGenerator slow =
        image -> {
          try {
            Thread.sleep(calls.getAndIncrement() == 1 ? 60_000 : 500);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return List.of();
        };
    Detector detector = new Detector(slow, network, Detector.of(network).selection());
    List<ImageInput> inputs = Collections.nCopies(2, ImageInput.of(PHOTO, new ImageReader()));
    new BatchDetector(detector, 1, Duration.ofMillis(200), Duration.ofSeconds(60))
        .run(inputs, results::add);
    assertInstanceOf(ImageResult.Found.class, results.get(0));
    assertEquals(Kind.TIMEOUT, error(results.get(1)).kind());
  }

  /** What hangs in a pipe or a dead network drive is not waited for. */
  @Test
  void stopsThoughAReadHangs() {
    CountDownLatch never = new CountDownLatch(1);
    AtomicBoolean stopped = new AtomicBoolean();
    ImageInput hangs =
        inMemory(
            "hangs",
            () -> {
              stopped.set(true);
              try {
                never.await();
              } catch (InterruptedException e) {
                throw new InterruptedIOException();
              }
              return new byte[0];
            });
    ProposalGenerator none = image -> List.of();
    Detector detector = new Detector(none, network, Detector.of(network).selection());
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () ->
            new BatchDetector(detector, 2)
                .run(List.of(hangs).iterator(), results::add, stopped::get));
    assertEquals(List.of(), results);
  }

  @Test
  void stopsAfterTheImageAtWork() {
    List<ImageInput> inputs = Collections.nCopies(9, ImageInput.of(PHOTO, new ImageReader()));
    ProposalGenerator failing =
        image -> {
          throw new IllegalStateException("fails");
        };
    new BatchDetector(new Detector(failing, network, null), 2)
        .run(inputs.iterator(), results::add, () -> results.size() == 4);
    assertEquals(4, results.size());
  }

  /** Ten million could not be held; of an endless iterator no more are taken than are needed. */
  @Test
  void takesFewInputsAhead() {
    AtomicInteger taken = new AtomicInteger();
    Iterator<ImageInput> endless =
        Stream.generate(
                () -> {
                  taken.incrementAndGet();
                  return inMemory("none", () -> new byte[0]);
                })
            .iterator();
    new BatchDetector(Detector.of(network), 2)
        .run(endless, results::add, () -> results.size() == 50);
    assertEquals(50, results.size());
    assertTrue(taken.get() <= 50 + 5, taken + " were taken");
  }

  /** The second image comes only after the result of the first was given. */
  @Test
  void noResultWaitsForTheNextImage() {
    ImageSource oneByOne =
        new ImageSource() {
          private int taken;

          @Override
          public boolean isEnded() {
            return taken == 3;
          }

          @Override
          public ImageInput poll(long millis) {
            return results.size() < taken ? null : inMemory("none " + taken++, () -> new byte[0]);
          }
        };
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> new BatchDetector(Detector.of(network), 2).run(oneByOne, results::add, () -> false));
    assertEquals(
        List.of("none 0", "none 1", "none 2"), results.stream().map(ImageResult::file).toList());
  }

  @Test
  void imageOfAnotherStoreIsFoundTheSame() throws IOException {
    byte[] bytes = Files.readAllBytes(PHOTO);
    List<ImageInput> inputs =
        List.of(
            inMemory("s3://b/1", () -> bytes),
            inMemory(
                "s3://b/2",
                () -> {
                  throw new FileNotFoundException("404");
                }),
            inMemory(
                "s3://b/3",
                () -> {
                  throw new SocketTimeoutException("read timed out");
                }));
    Detector detector = Detector.of(network);
    new BatchDetector(detector, 2).run(inputs, results::add);
    assertEquals(
        detector.detect(new ImageReader().read(PHOTO)), found(results.get(0)).detections());
    assertEquals("s3://b/1", results.get(0).file());
    assertEquals("s3://b/2: no such file", error(results.get(1)).getMessage());
    assertEquals(Kind.IMAGE_MISSING, error(results.get(1)).kind());
    assertEquals("s3://b/3: can't be read: read timed out", error(results.get(2)).getMessage());
  }

  @Test
  void interruptionOfTheCallerEndsTheRun() {
    CountDownLatch never = new CountDownLatch(1);
    Thread caller = Thread.currentThread();
    ImageInput hangs =
        inMemory(
            "hangs",
            () -> {
              caller.interrupt();
              try {
                never.await();
              } catch (InterruptedException e) {
                throw (IOException) new InterruptedIOException().initCause(e);
              }
              return new byte[0];
            });
    assertThrows(
        CancellationException.class,
        () -> new BatchDetector(Detector.of(network), 2).run(List.of(hangs), results::add));
    assertTrue(Thread.interrupted());
    assertEquals(List.of(), results);
  }

  /** As a reader does whose thread was interrupted by somebody else: the image has not failed. */
  @Test
  void interruptionAtWorkIsNoFailureOfTheImage() {
    ImageInput interrupted =
        inMemory(
            "interrupted",
            () -> {
              throw new ClosedByInterruptException();
            });
    assertThrows(
        CancellationException.class,
        () -> new BatchDetector(Detector.of(network), 2).run(List.of(interrupted), results::add));
    assertEquals(List.of(), results);
  }

  private static ImageInput inMemory(String name, ImageInput.Bytes bytes) {
    return ImageInput.of(name, bytes, new ImageReader());
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
      assertEquals(expected, found(result).detections());
      assertEquals(
          List.of("read", "proposals", "conv", "spp", "fc", "nms"),
          List.copyOf(found(result).milliseconds().keySet()));
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
      assertEquals(Kind.DETECTION_FAILED, error(result).kind());
      assertEquals(reason, error(result).reason());
    }
  }

  private static ImageResult.Found found(ImageResult result) {
    return assertInstanceOf(ImageResult.Found.class, result);
  }

  private static SppdetException error(ImageResult result) {
    return assertInstanceOf(ImageResult.Failed.class, result).error();
  }
}
