package io.sppdet.natives;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import java.util.Arrays;

/**
 * The arguments of the process as Windows has them: what Java gives to {@code main} went through
 * the system's code page, in which {@code 鳥.jpg} may be {@code ?.jpg}.
 */
public final class WindowsArguments {
  private WindowsArguments() {}

  /** The whole arguments; on other systems, and where nothing was lost, those given. */
  public static String[] whole(String[] given) {
    boolean ascii = Arrays.stream(given).allMatch(arg -> arg.chars().allMatch(c -> isSafe(c)));
    if (ascii || !System.getProperty("os.name").startsWith("Windows")) {
      return given;
    }
    try {
      return whole(given, words());
    } catch (LinkageError | RuntimeException e) {
      return given; // JNA can't be loaded
    }
  }

  /**
   * The last words of a command line, if they are these arguments but for letters that were lost:
   * Java puts the names of files in place of a pattern.
   */
  static String[] whole(String[] given, String[] words) {
    int first = words.length - given.length;
    for (int i = 0; i < given.length; i++) {
      if (first < 0 || !isSame(given[i], words[first + i])) {
        return given;
      }
    }
    return Arrays.copyOfRange(words, first, words.length);
  }

  /** A code page has one letter, or two, for one that it lacks, or a mark in its place. */
  private static boolean isSame(String given, String word) {
    return safe(given).equals(safe(word));
  }

  private static String safe(String text) {
    return text.replaceAll("[^!->@-~ ]+", "?");
  }

  private static boolean isSafe(int c) {
    return c >= ' ' && c <= '~' && c != '?';
  }

  private static String[] words() {
    NativeLibrary kernel = NativeLibrary.getInstance("kernel32");
    Pointer line = kernel.getFunction("GetCommandLineW").invokePointer(new Object[0]);
    IntByReference count = new IntByReference();
    Pointer words =
        NativeLibrary.getInstance("shell32")
            .getFunction("CommandLineToArgvW")
            .invokePointer(new Object[] {line, count});
    try {
      return words.getWideStringArray(0, count.getValue());
    } finally {
      kernel.getFunction("LocalFree").invokePointer(new Object[] {words});
    }
  }
}
