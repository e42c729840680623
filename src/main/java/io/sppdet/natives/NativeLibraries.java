package io.sppdet.natives;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.Utils;
import io.sppdet.error.SppdetException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.bytedeco.opencv.global.opencv_core;

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
  private static final String FFMPEG = "FFmpeg";
  private static final String DJL_CACHE = "DJL_CACHE_DIR";
  private static final String JAVACPP_CACHE = "org.bytedeco.javacpp.cachedir";
  private static final String JNA_FOLDER = "jna.tmpdir";
  private static final String CACHE = "sppdet.cache";
  private static final String JAVA_THREADS = "java.util.concurrent.ForkJoinPool.common.parallelism";
  private static final String TORCH_THREADS = "ai.djl.pytorch.num_threads";

  /**
   * oneDNN takes another algorithm, with other last digits, on one thread than on several; two and
   * more agree to the byte.
   */
  private static final int MIN_TORCH_THREADS = 2;

  private static final String INVENTORY = ".unpacked";
  private static final long LOCK_POLL_NANOS = 50_000_000;

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

  /**
   * Tells the libraries how many threads to take; they ask once, when they are loaded. It never
   * changes a result.
   */
  public static void setThreads(int threads) {
    System.setProperty( // beside the thread that asks; with none of its own, two that ask can hang
        JAVA_THREADS, String.valueOf(Math.max(1, threads - 1)));
    System.setProperty(TORCH_THREADS, String.valueOf(Math.max(MIN_TORCH_THREADS, threads)));
  }

  /**
   * Lets libtorch, which is loaded, take so many threads for what the calling thread asks of it,
   * two at least. It never changes a result.
   */
  public static void shareThreads(int threads) {
    JniUtils.setNumThreads(Math.max(MIN_TORCH_THREADS, threads));
  }

  /**
   * Lets libtorch keep the kernels it generates for each shape of a photo, for programs that train;
   * to be called before it is loaded. It never changes a result.
   */
  public static void keepKernels() {
    configure();
    setCacheFolder();
    ProcessSettings.keepKernels();
  }

  /** Loads libtorch, one to two seconds when it is unpacked already. */
  public static void loadPyTorch() {
    configure();
    setCacheFolder();
    ProcessSettings.apply();
    Path cache = Utils.getEngineCacheDir("pytorch");
    try {
      // who sets DJL's own variables gets DJL's own unpacking
      boolean ours = cache.startsWith(Path.of(System.getProperty(CACHE, "")));
      if (ours && !isIntact(cache)) {
        unpackPyTorch(cache);
      } else {
        Engine.getEngine(PYTORCH);
      }
      ProcessSettings.leaveLibrariesAtExit();
      if (JniUtils.getNumThreads() < MIN_TORCH_THREADS) { // one processor, or loaded by others
        JniUtils.setNumThreads(MIN_TORCH_THREADS);
      }
    } catch (IOException | RuntimeException | LinkageError e) {
      throw notLoaded(PYTORCH, cache, e);
    }
  }

  /**
   * One process at a time: DJL's unpacking deletes what another one has just unpacked. The lock is
   * asked for again and again, not waited for: the kernel takes two processes that wait for each
   * other's lock on this folder and on JavaCPP's, in different threads, for a deadlock.
   */
  private static synchronized void unpackPyTorch(Path cache) throws IOException {
    Files.createDirectories(cache);
    try (FileChannel channel =
        FileChannel.open(
            cache.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      while (channel.tryLock() == null) { // released when the channel is closed
        LockSupport.parkNanos(LOCK_POLL_NANOS);
      }
      if (isIntact(cache)) { // another process was faster
        Engine.getEngine(PYTORCH);
        return;
      }
      for (Path leftover : visible(cache)) { // of a run that was killed, or damaged
        Utils.deleteQuietly(leftover);
      }
      Engine.getEngine(PYTORCH);
      Files.writeString(cache.resolve(INVENTORY), inventory(cache));
    }
  }

  /**
   * Whether all files are there at full length; mapping a cut one would end the JVM by a signal.
   */
  private static boolean isIntact(Path cache) throws IOException {
    Path recorded = cache.resolve(INVENTORY);
    return Files.exists(recorded) && Files.readString(recorded).equals(inventory(cache));
  }

  /** A line for each file of DJL's version: its length and its path. */
  private static String inventory(Path cache) throws IOException {
    StringBuilder lines = new StringBuilder("DJL " + Engine.getDjlVersion() + "\n");
    for (Path folder : visible(cache)) {
      for (Path file : visible(folder)) {
        lines.append(Files.size(file)).append(' ').append(cache.relativize(file)).append('\n');
      }
    }
    return lines.toString();
  }

  private static List<Path> visible(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.filter(p -> !p.getFileName().toString().startsWith(".")).sorted().toList();
    }
  }

  /**
   * Where native libraries are unpacked.
   *
   * @throws SppdetException ENGINE when there is no folder that can be written
   */
  public static Path cacheFolder() {
    setCacheFolder();
    return Path.of(System.getProperty(CACHE));
  }

  /**
   * What the natives need of the system, and that it is there.
   *
   * @throws SppdetException ENGINE when something is missing
   */
  public static String systemLibraries() {
    configure();
    return SystemLibraries.check(cacheFolder());
  }

  /** Loads PyTorch and tells its version, that of DJL, and where it is. */
  public static String pyTorch() {
    loadPyTorch();
    return "%s, DJL %s, %s"
        .formatted(
            Engine.getEngine(PYTORCH).getVersion(),
            Engine.getDjlVersion(),
            Utils.getEngineCacheDir("pytorch"));
  }

  /** Loads OpenCV and tells its version and where it is. */
  public static String openCv() {
    loadOpenCv();
    return opencv_core.CV_VERSION + ", " + OpenCvModules.loadImages();
  }

  /** Loads the modules of OpenCV that decode, resize and draw images. */
  public static void loadOpenCv() {
    load(OpenCvModules::loadImages);
  }

  /** Loads also the module that has OpenCV's own selective search. */
  public static void loadXimgproc() {
    load(OpenCvModules::loadXimgproc);
  }

  /** Loads the libraries of FFmpeg that decode videos, without those for devices. */
  public static void loadFfmpeg() {
    load(FFMPEG, FfmpegLibraries::load);
  }

  private static void load(Runnable modules) {
    load(OPENCV, modules);
  }

  private static void load(String library, Runnable modules) {
    configure();
    setCacheFolder();
    ProcessSettings.apply();
    try {
      modules.run();
    } catch (RuntimeException | LinkageError e) {
      throw notLoaded(library, Path.of(System.getProperty(JAVACPP_CACHE)), e);
    }
  }

  private static void setCacheFolder() {
    if (System.getProperty(CACHE) == null) {
      Path cache = CacheFolder.open();
      setDefault(DJL_CACHE, cache.toString());
      setDefault(JAVACPP_CACHE, cache.resolve("javacpp").toString());
      setDefault(JNA_FOLDER, cache.resolve("jna").toString());
      System.setProperty(CACHE, cache.toString());
    }
  }

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  private static SppdetException notLoaded(String library, Path cache, Throwable error) {
    String reason = LoadFault.reason(error, cache);
    return new SppdetException(SppdetException.Kind.ENGINE, library, reason, error);
  }
}
