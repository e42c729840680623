package io.sppdet.natives;

import ai.djl.engine.Engine;
import ai.djl.util.Utils;
import io.sppdet.error.SppdetException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_ximgproc;

/**
 * Loads PyTorch and OpenCV from the jars, without the network, by way of one cache folder.
 *
 * <p>{@link #configure} comes before anything else of DJL, JavaCPP or SLF4J, as those read their
 * properties once. The two {@code load} methods may run in two threads side by side, and again at
 * no cost.
 */
public final class NativeLibraries {
  private static final String PYTORCH = "PyTorch";
  private static final String OPENCV = "OpenCV";
  private static final String DJL_CACHE = "DJL_CACHE_DIR";
  private static final String JAVACPP_CACHE = "org.bytedeco.javacpp.cachedir";
  private static final Object UNPACKING = new Object();

  private NativeLibraries() {}

  /**
   * Sets the properties of DJL, JavaCPP and SLF4J that are not set already: offline, no usage
   * reports, warnings only, and the cache folder. A missing cache folder is an error of the load
   * methods alone: help and version need none.
   */
  public static void configure() {
    setDefault("ai.djl.offline", "true");
    setDefault("OPT_OUT_TRACKING", "true");
    setDefault("org.slf4j.simpleLogger.defaultLogLevel", "error");
    try {
      setCacheFolder();
    } catch (SppdetException e) {
      // thrown again when a library is to be loaded
    }
  }

  /** Loads libtorch, one to two seconds when it is unpacked already. */
  public static void loadPyTorch() {
    setCacheFolder();
    Path cache = Utils.getEngineCacheDir("pytorch");
    try {
      Path unpacked = cache.resolve(".unpacked-" + Engine.getDjlVersion());
      if (Files.exists(unpacked)) {
        Engine.getEngine(PYTORCH);
      } else {
        unpackPyTorch(cache, unpacked);
      }
    } catch (IOException | RuntimeException | LinkageError e) {
      throw notLoaded(PYTORCH, cache, e);
    }
  }

  /** One process at a time: DJL's unpacking deletes what another one has just unpacked. */
  private static void unpackPyTorch(Path cache, Path unpacked) throws IOException {
    synchronized (UNPACKING) {
      Files.createDirectories(cache);
      try (FileChannel channel = openForLock(cache.resolve(".lock"))) {
        channel.lock(); // until the channel is closed
        if (Files.notExists(unpacked)) {
          deleteLeftovers(cache);
        }
        Engine.getEngine(PYTORCH);
        Files.writeString(unpacked, "");
      }
    }
  }

  /** Loads the modules of OpenCV that decode images and propose regions. */
  public static void loadOpenCv() {
    setCacheFolder();
    try {
      Loader.load(opencv_imgcodecs.class); // JavaCPP locks its cache itself
      Loader.load(opencv_ximgproc.class);
    } catch (RuntimeException | LinkageError e) {
      throw notLoaded(OPENCV, Path.of(System.getProperty(JAVACPP_CACHE)), e);
    }
  }

  private static synchronized void setCacheFolder() {
    if (System.getProperty(DJL_CACHE) == null || System.getProperty(JAVACPP_CACHE) == null) {
      Path cache = CacheFolder.open();
      setDefault(DJL_CACHE, cache.toString());
      setDefault(JAVACPP_CACHE, cache.resolve("javacpp").toString());
    }
  }

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  private static FileChannel openForLock(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  /** Deletes the half-unpacked copies (hundreds of MB) of runs that were killed. */
  private static void deleteLeftovers(Path cache) throws IOException {
    List<Path> leftovers;
    try (Stream<Path> children = Files.list(cache)) {
      leftovers = children.filter(p -> p.getFileName().toString().matches("tmp\\d+")).toList();
    }
    leftovers.forEach(Utils::deleteQuietly);
  }

  private static SppdetException notLoaded(String library, Path cache, Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String cause = root instanceof LinkageError ? root.getMessage() : root.toString();
    String line = String.valueOf(cause).lines().findFirst().orElse("");
    String reason =
        "can't be loaded ("
            + line
            + "); delete the folder "
            + cache
            + " or set SPPDET_CACHE to another one";
    return new SppdetException(SppdetException.Kind.ENGINE, library, reason, error);
  }
}
