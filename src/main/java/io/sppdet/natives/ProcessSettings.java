package io.sppdet.natives;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What libtorch, oneDNN, OpenMP and OpenCV read from the environment of the process, once and
 * before Java could say it otherwise. A variable that is set already stays.
 */
final class ProcessSettings {
  private static final Map<String, String> VARIABLES = new LinkedHashMap<>();

  private static final List<String> KERNELS =
      List.of("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "LRU_CACHE_CAPACITY");

  static {
    // oneDNN would keep what it made for each layer and each shape of a photo, libtorch too, in
    // between the maps
    KERNELS.forEach(name -> VARIABLES.put(name, "16"));
    // idle threads of libtorch sleep instead of spinning on the core that selective search needs
    VARIABLES.put("OMP_WAIT_POLICY", "PASSIVE");
    // libtorch warns of what DJL does
    VARIABLES.put("TORCH_CPP_LOG_LEVEL", "ERROR");
    // damaged images are reported by us, in one line
    VARIABLES.put("OPENCV_LOG_LEVEL", "SILENT");
  }

  private ProcessSettings() {}

  /** Makes them, before any of the libraries is loaded. */
  static void apply() {
    Once.initialize();
  }

  /**
   * Lets oneDNN keep the kernels it generates, some hundred for each shape of a photo. Detection
   * calls its own few with packed weights; training spent half of its time on generating them
   * again.
   */
  static void keepKernels() {
    apply();
    attempt(() -> KERNELS.forEach(name -> set(name, "4096")));
  }

  private static void attempt(Runnable settings) {
    try {
      settings.run();
    } catch (LinkageError | RuntimeException e) {
      // JNA can't be loaded: all this costs time and memory, and changes no result
    }
  }

  private static void set(String name, String value) {
    if (System.getenv(name) == null) { // as the process was started
      boolean windows = System.getProperty("os.name").startsWith("Windows");
      NativeLibrary c =
          windows ? NativeLibrary.getInstance("ucrtbase") : NativeLibrary.getProcess();
      c.getFunction(windows ? "_putenv_s" : "setenv")
          .invokeInt(windows ? new Object[] {name, value} : new Object[] {name, value, 1});
    }
  }

  /**
   * Lets the process end without the libraries' clearing up, which frees code that threads of ours
   * may be running, for example where a signal ends a training. To be called behind each loading:
   * what is registered last comes first. glibc alone can do it.
   */
  static void leaveLibrariesAtExit() {
    if ("Linux".equals(System.getProperty("os.name"))) {
      try {
        Function exit = NativeLibrary.getProcess().getFunction("_exit");
        NativeLibrary.getProcess()
            .getFunction("on_exit")
            .invokeInt(new Object[] {exit, null}); // called with the exit code
      } catch (LinkageError | RuntimeException e) {
        // no JNA, or another C library: an end in the middle of work may be by a signal
      }
    }
  }

  /** Java initializes a class once. */
  private static final class Once {
    static {
      attempt(() -> VARIABLES.forEach(ProcessSettings::set));
    }

    static void initialize() {
      // the block above has run
    }
  }
}
