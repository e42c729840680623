package io.sppdet.doctor;

import com.sun.management.OperatingSystemMXBean;
import io.sppdet.natives.Processor;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Java, system, processors and memory. */
final class Machine {
  /** As Linux calls what oneDNN and our loops gain from; the second row is ARM's. */
  private static final List<String> INSTRUCTIONS =
      List.of(
          "avx2",
          "fma",
          "avx512f",
          "avx512_vnni",
          "avx512_bf16",
          "amx_tile",
          "amx_bf16",
          "asimd",
          "asimddp",
          "bf16",
          "sve");

  /** Detection takes some 700 MB, half of it in Java's heap. */
  private static final long MIN_MEMORY = 1_500_000_000;

  private static final long MIN_HEAP = 400_000_000;

  private Machine() {}

  static List<Finding> findings() {
    return List.of(java(), system(), processors(), instructions(), memory(), heap());
  }

  private static Finding java() {
    return Finding.ok("Java", Runtime.version() + ", " + System.getProperty("java.home"));
  }

  private static Finding system() {
    return Finding.ok(
        "system",
        String.join(
            " ",
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("os.arch")));
  }

  private static Finding processors() {
    return Finding.ok("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
  }

  private static Finding instructions() {
    return instructions(Processor.instructions());
  }

  /** Those that help, of all that the processor has. */
  static Finding instructions(Set<String> all) {
    List<String> found = INSTRUCTIONS.stream().filter(all::contains).toList();
    String none = all.isEmpty() ? "unknown on this system" : "none that help: this will be slow";
    return Finding.ok("instructions", found.isEmpty() ? none : String.join(", ", found));
  }

  private static Finding memory() {
    long bytes =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    return bytes < MIN_MEMORY
        ? Finding.problem("memory", gigabytes(bytes) + " in all", "2 GB are needed")
        : Finding.ok("memory", gigabytes(bytes));
  }

  private static Finding heap() {
    long bytes = Runtime.getRuntime().maxMemory();
    return bytes < MIN_HEAP
        ? Finding.problem(
            "Java's share of memory", gigabytes(bytes), "set SPPDET_JAVA_OPTS=-Xmx1g, or more")
        : Finding.ok("Java's share", gigabytes(bytes) + ", SPPDET_JAVA_OPTS=-Xmx... sets it");
  }

  static String gigabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }
}
