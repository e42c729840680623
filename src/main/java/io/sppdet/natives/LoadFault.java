package io.sppdet.natives;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why a native library can't be loaded and what helps, from what the system's loader says. */
final class LoadFault {
  private static final Pattern MISSING =
      Pattern.compile("(lib[^\\s:/]+\\.so[.\\d]*): cannot open shared object file");

  private static final Pattern TOO_OLD =
      Pattern.compile("(\\S+): version [`'](GLIBC|GLIBCXX|CXXABI|GCC)_([\\d.]+)' not found");

  private static final Pattern MUSL =
      Pattern.compile("Error loading shared library|Error relocating|ld-linux[^:]*: No such file");

  private static final Pattern NO_EXECUTION =
      Pattern.compile("failed to map segment|cannot enable executable|Operation not permitted");

  private static final Pattern FULL =
      Pattern.compile("No space left on device|Disk quota exceeded|not enough space on the disk");

  private static final Pattern DAMAGED =
      Pattern.compile("file too short|ELF|not a mach-o|truncated|%1 is not a valid");

  /** More than any library of JavaCPP's takes, in bytes. */
  private static final long LARGEST = 40_000_000;

  private LoadFault() {}

  /**
   * The cause and the remedy, one line without a full stop.
   *
   * @param cache the folder that the library is unpacked into
   */
  static String reason(Throwable error, Path cache) {
    return reason(error, cache, SystemLibraries.glibc());
  }

  /** The same where glibc has this version, or is not there: null. */
  static String reason(Throwable error, Path cache, String glibc) {
    List<String> messages = messages(error);
    String all = String.join("\n", messages);
    Matcher missing = MISSING.matcher(all);
    Matcher old = TOO_OLD.matcher(all);
    if (MUSL.matcher(all).find() && glibc == null) {
      return "needs glibc, and this system has another C library, such as musl of Alpine Linux";
    } else if (missing.find() && (SystemLibraries.isOfSystem(missing.group(1)) || !isFull(cache))) {
      return SystemLibraries.lacking(List.of(missing.group(1)));
    } else if (old.find()) {
      return tooOld(old.group(2), old.group(3), glibc);
    } else if (NO_EXECUTION.matcher(all).find()) {
      return "nothing can be run from "
          + cache
          + ", whose disk is mounted noexec; set SPPDET_CACHE to a folder elsewhere";
    } else if ((FULL.matcher(all).find() || isFull(cache))) {
      return "the disk of "
          + cache
          + " is full, native libraries take 0.6 GB there; make room or set SPPDET_CACHE to a"
          + " folder elsewhere";
    }
    String line = messages.get(messages.size() - 1);
    return DAMAGED.matcher(all).find()
        ? "damaged (%s); delete the folder %s".formatted(line, cache)
        : "can't be loaded (%s); its folder is %s".formatted(line, cache);
  }

  /** JavaCPP does not tell why it could not unpack a library, which others then miss. */
  private static boolean isFull(Path cache) {
    try {
      return Files.getFileStore(cache).getUsableSpace() < LARGEST;
    } catch (IOException e) {
      return false; // not known
    }
  }

  private static String tooOld(String what, String version, String glibc) {
    return what.equals("GLIBC")
        ? "needs glibc %s, this system has %s"
            .formatted(version, glibc == null ? "an older one" : glibc)
        : "needs a newer %s, with %s_%s"
            .formatted(what.equals("GCC") ? "libgcc" : "libstdc++", what, version);
  }

  /** The first line of what each cause says, the root's last. */
  private static List<String> messages(Throwable error) {
    List<String> messages = new ArrayList<>();
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      String text = cause instanceof LinkageError ? cause.getMessage() : cause.toString();
      messages.add(String.valueOf(text).lines().findFirst().orElse(""));
    }
    return messages;
  }
}
