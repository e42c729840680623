package io.sppdet.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8U;

import io.sppdet.error.SppdetException;
import io.sppdet.natives.NativeLibraries;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Predicate;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageInputStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Damages JPEG files in four ways, and prints which of them OpenCV alone, the JDK's reader with its
 * warnings, and sppdet refuse, and what each costs. OpenCV alone is how sppdet read them up to
 * version 0.1.0: all of these files have an end.
 */
final class DamagedJpegs {
  private static final byte[] END = {(byte) 0xFF, (byte) 0xD9};
  private static final int NOISE_BYTES = 1000;
  private static final int ROUNDS = 30;

  /** Each leaves a beginning and an end. */
  enum Damage {
    CUT {
      @Override
      byte[] apply(byte[] jpeg, byte[] other, Random random) {
        return TestImages.concat(Arrays.copyOf(jpeg, place(jpeg, random)), END);
      }
    },
    ZEROS {
      @Override
      byte[] apply(byte[] jpeg, byte[] other, Random random) {
        byte[] damaged = jpeg.clone();
        Arrays.fill(damaged, place(jpeg, random), damaged.length - 2, (byte) 0);
        return damaged;
      }
    },
    NOISE {
      @Override
      byte[] apply(byte[] jpeg, byte[] other, Random random) {
        byte[] noise = new byte[NOISE_BYTES];
        random.nextBytes(noise);
        byte[] damaged = jpeg.clone();
        int at = Math.min(place(jpeg, random), damaged.length - 2 - NOISE_BYTES);
        System.arraycopy(noise, 0, damaged, at, NOISE_BYTES);
        return damaged;
      }
    },
    TAIL {
      @Override
      byte[] apply(byte[] jpeg, byte[] other, Random random) {
        byte[] tail = Arrays.copyOfRange(other, place(other, random), other.length);
        return TestImages.concat(Arrays.copyOf(jpeg, place(jpeg, random)), tail);
      }
    };

    abstract byte[] apply(byte[] jpeg, byte[] other, Random random);

    /** Somewhere in the entropy-coded data. */
    private static int place(byte[] jpeg, Random random) {
      String text = new String(jpeg, StandardCharsets.ISO_8859_1);
      int start = text.indexOf("\u00ff\u00da") + 20;
      return start + random.nextInt(jpeg.length - 3 - start);
    }
  }

  private DamagedJpegs() {}

  /**
   * Prints the table.
   *
   * @param arguments how often each photo is damaged in each way, then the photos
   */
  public static void main(String[] arguments) throws IOException {
    NativeLibraries.configure();
    int times = Integer.parseInt(arguments[0]);
    List<Path> photos = Arrays.stream(arguments).skip(1).map(Path::of).toList();
    System.out.println("| JPEG | damage | files | OpenCV alone | JDK's warnings | sppdet |");
    System.out.println("|---|---|---|---|---|---|");
    for (boolean progressive : new boolean[] {false, true}) {
      List<byte[]> jpegs = new ArrayList<>();
      for (Path photo : photos) {
        jpegs.add(encode(Files.readAllBytes(photo), progressive));
      }
      String kind = progressive ? "progressive" : "baseline";
      printRow(kind, "none", jpegs);
      for (Damage damage : Damage.values()) {
        printRow(kind, damage.name().toLowerCase(Locale.ROOT), damaged(jpegs, damage, times));
      }
      printCost(kind, jpegs);
    }
  }

  private static List<byte[]> damaged(List<byte[]> jpegs, Damage damage, int times) {
    Random random = new Random(List.of(Damage.values()).indexOf(damage));
    List<byte[]> damaged = new ArrayList<>();
    for (int i = 0; i < jpegs.size(); i++) {
      for (int k = 0; k < times; k++) {
        byte[] other = jpegs.get((i + 1 + k % (jpegs.size() - 1)) % jpegs.size());
        damaged.add(damage.apply(jpegs.get(i), other, random));
      }
    }
    return damaged;
  }

  private static void printRow(String kind, String damage, List<byte[]> files) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %,d | %,d | %,d | %,d |%n",
        kind,
        damage,
        files.size(),
        count(files, file -> !opencvReads(file)),
        count(files, file -> !jdkReads(file)),
        count(files, file -> !sppdetReads(file)));
  }

  private static long count(List<byte[]> files, Predicate<byte[]> wanted) {
    return files.stream().filter(wanted).count();
  }

  /** Processor time a photo; the first rounds warm up. */
  private static void printCost(String kind, List<byte[]> jpegs) {
    System.err.printf(
        Locale.ROOT,
        "%s, processor time a photo: OpenCV %.2f ms, JDK %.2f ms, sppdet's check %.2f ms%n",
        kind,
        milliseconds(jpegs, DamagedJpegs::opencvReads),
        milliseconds(jpegs, DamagedJpegs::jdkReads),
        milliseconds(jpegs, DamagedJpegs::passes));
  }

  private static double milliseconds(List<byte[]> jpegs, Predicate<byte[]> reader) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = 0;
    for (int round = -ROUNDS; round < ROUNDS; round++) {
      start = round == 0 ? threads.getCurrentThreadCpuTime() : start;
      if (count(jpegs, reader) < jpegs.size()) {
        throw new IllegalStateException("a sound photo is refused");
      }
    }
    return (threads.getCurrentThreadCpuTime() - start) / 1e6 / ROUNDS / jpegs.size();
  }

  private static boolean opencvReads(byte[] jpeg) {
    try (BytePointer data = new BytePointer(jpeg);
        Mat encoded = new Mat(1, jpeg.length, CV_8U, data);
        Mat decoded = opencv_imgcodecs.imdecode(encoded, opencv_imgcodecs.IMREAD_COLOR)) {
      return !decoded.empty();
    }
  }

  private static boolean jdkReads(byte[] jpeg) {
    var reader = ImageIO.getImageReadersByFormatName("jpeg").next();
    boolean[] warned = new boolean[1];
    reader.addIIOReadWarningListener((source, warning) -> warned[0] = true);
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(jpeg))) {
      reader.setInput(in);
      reader.read(0);
      return !warned[0];
    } catch (IOException | RuntimeException e) {
      return false;
    } finally {
      reader.dispose();
    }
  }

  private static boolean sppdetReads(byte[] jpeg) {
    try {
      return TestImages.read(jpeg) != null;
    } catch (SppdetException e) {
      return false;
    }
  }

  private static boolean passes(byte[] jpeg) {
    try {
      return new JpegPixels(jpeg).sound().length > 0;
    } catch (Flaw e) {
      return false;
    }
  }

  private static byte[] encode(byte[] photo, boolean progressive) {
    int[] settings = {opencv_imgcodecs.IMWRITE_JPEG_PROGRESSIVE, progressive ? 1 : 0};
    try (BytePointer data = new BytePointer(photo);
        Mat encoded = new Mat(1, photo.length, CV_8U, data);
        Mat decoded = opencv_imgcodecs.imdecode(encoded, opencv_imgcodecs.IMREAD_COLOR);
        IntPointer parameters = new IntPointer(settings);
        BytePointer jpeg = new BytePointer()) {
      opencv_imgcodecs.imencode(".jpg", decoded, jpeg, parameters);
      byte[] bytes = new byte[(int) jpeg.limit()];
      jpeg.get(bytes);
      return bytes;
    }
  }
}
