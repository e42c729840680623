package io.sppdet.natives;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;

/**
 * The console of Windows, which shows bytes by a code page: 437 or 850 as a rule, where UTF-8's 鳥
 * is {@code Θ│Ñ}.
 */
public final class WindowsConsole {
  private static final int UTF_8 = 65001;

  private WindowsConsole() {}

  /** Lets it show UTF-8 while this process runs; it is the shell's, which gets its own back. */
  public static void showUtf8() {
    if (!System.getProperty("os.name").startsWith("Windows")) {
      return;
    }
    try {
      NativeLibrary kernel = NativeLibrary.getInstance("kernel32");
      int before = kernel.getFunction("GetConsoleOutputCP").invokeInt(new Object[0]);
      if (before != 0 && before != UTF_8) { // 0: there is none
        Function set = kernel.getFunction("SetConsoleOutputCP");
        set.invokeInt(new Object[] {UTF_8});
        Runtime.getRuntime()
            .addShutdownHook(
                new Thread(() -> set.invokeInt(new Object[] {before}), "console's code page"));
      }
    } catch (LinkageError | RuntimeException e) {
      // JNA can't be loaded: letters that are not ASCII are shown as others
    }
  }
}
