package io.sppdet.natives;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The processor, as Linux describes it. */
public final class Processor {
  private Processor() {}

  /** What it can do, by Linux' names such as {@code avx2}; nothing where that is not known. */
  public static Set<String> instructions() {
    try {
      return instructions(Files.readAllLines(Path.of("/proc/cpuinfo")));
    } catch (IOException e) {
      return Set.of(); // not Linux
    }
  }

  /** The same of the first processor in these lines. */
  public static Set<String> instructions(List<String> cpuInfo) {
    return cpuInfo.stream()
        .filter(line -> line.matches("(flags|Features)\\s*:.*"))
        .findFirst()
        .map(line -> Set.copyOf(Stream.of(line.split("[\\s:]+")).distinct().toList()))
        .orElse(Set.of());
  }
}
