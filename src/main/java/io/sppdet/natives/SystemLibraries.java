package io.sppdet.natives;

import com.sun.jna.NativeLibrary;
import io.sppdet.error.SppdetException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What the natives need of a Linux system: all else that they link to came with them. {@code
 * scripts/check-packages} compares this with the libraries themselves.
 */
final class SystemLibraries {
  /** The oldest glibc that has all their symbols. */
  private static final String GLIBC = "2.35";

  /** By the names of Debian's and Ubuntu's packages. */
  private static final Map<String, String> PACKAGES =
      new TreeMap<>(Map.of("libstdc++.so.6", "libstdc++6", "libgcc_s.so.1", "libgcc-s1"));

  private SystemLibraries() {}

  /**
   * All of them, where all are there.
   *
   * @param cache the folder that JNA is unpacked into, by which the system is asked
   * @throws SppdetException ENGINE for those that are not, or one that is too old
   */
  static String check(Path cache) {
    if (!"Linux".equals(System.getProperty("os.name"))) {
      return "those of " + System.getProperty("os.name");
    }
    try {
      NativeLibrary.getProcess();
    } catch (LinkageError e) {
      throw fault("JNA", LoadFault.reason(e, cache));
    }
    String here = glibc();
    if (here == null || isOlder(here, GLIBC)) {
      String found = here == null ? "another C library" : here;
      throw fault("glibc", "glibc " + GLIBC + " is needed, this system has " + found);
    }
    List<String> missing = PACKAGES.keySet().stream().filter(name -> !isThere(name)).toList();
    if (!missing.isEmpty()) {
      throw fault("system libraries", lacking(missing));
    }
    return "glibc " + here + ", " + String.join(", ", PACKAGES.keySet());
  }

  /** Whether a library is one that the system has to have; most come with the natives. */
  static boolean isOfSystem(String name) {
    return PACKAGES.containsKey(name);
  }

  /** Says that libraries are missing, and what has them. */
  static String lacking(List<String> names) {
    List<String> packages = names.stream().map(PACKAGES::get).filter(Objects::nonNull).toList();
    return "needs %s, which this system lacks (%s)"
        .formatted(
            String.join(" and ", names),
            packages.size() < names.size()
                ? "install the package that has it"
                : "Debian: apt install " + String.join(" ", packages));
  }

  /** This system's glibc; null where there is another C library, or JNA can't ask. */
  static String glibc() {
    try {
      return NativeLibrary.getProcess()
          .getFunction("gnu_get_libc_version")
          .invokeString(new Object[0], false);
    } catch (LinkageError | RuntimeException e) {
      return null;
    }
  }

  /** Compares versions such as 2.9 and 2.35. */
  static boolean isOlder(String version, String than) {
    return Runtime.Version.parse(version).compareTo(Runtime.Version.parse(than)) < 0;
  }

  private static boolean isThere(String name) {
    try {
      NativeLibrary.getInstance(name).close();
      return true;
    } catch (UnsatisfiedLinkError e) {
      return false;
    }
  }

  private static SppdetException fault(String subject, String reason) {
    return new SppdetException(SppdetException.Kind.ENGINE, subject, reason);
  }
}
