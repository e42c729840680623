package io.sppdet.model;

import io.sppdet.error.FileFault;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.files.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code SHA256SUMS} of a model directory: a line {@code sha256 name} for each other file, as
 * {@code sha256sum} writes and checks it.
 */
public final class Checksums {
  static final String FILE = "SHA256SUMS";

  private static final int MAX_BYTES = 1 << 20;

  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) [ *]([^/\\\\]+)");

  private Checksums() {}

  /** Writes the checksums of all files of a folder, by name. */
  public static void write(Path folder) throws IOException {
    Files.write(folder.resolve(FILE), lines(folder));
  }

  private static List<String> lines(Path folder) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path file : files(folder)) {
      lines.add(Sha256.of(file) + "  " + file.getFileName());
    }
    return lines;
  }

  /** What a folder holds, in one checksum: that of the lines that {@link #write} would write. */
  static String of(Path folder) throws IOException {
    StringBuilder text = new StringBuilder();
    lines(folder).forEach(line -> text.append(line).append('\n'));
    return Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Whether a folder has its checksums with it. */
  public static boolean areIn(Path folder) {
    return new ModelFiles(folder).has(FILE);
  }

  /** A fault, of kind MODEL, for each file that is not there or not as it was. */
  public static List<SppdetException> faults(Path folder) {
    List<SppdetException> faults = new ArrayList<>();
    try {
      ModelFiles files = new ModelFiles(folder);
      read(files)
          .forEach(
              (name, sum) -> {
                SppdetException fault = fault(files, name, sum);
                if (fault != null) {
                  faults.add(fault);
                }
              });
    } catch (SppdetException e) {
      faults.add(e);
    }
    return faults;
  }

  private static SppdetException fault(ModelFiles files, String name, String expected) {
    try {
      Path file = files.file(name);
      return Sha256.of(file).equals(expected)
          ? null
          : fault(file, "is damaged: its SHA-256 is not that in " + FILE, null);
    } catch (SppdetException e) {
      return e;
    } catch (IOException e) {
      return fault(files.folder().resolve(name), FileFault.reason(e), e);
    }
  }

  private static Map<String, String> read(ModelFiles files) {
    Map<String, String> sums = new TreeMap<>();
    String text = new String(files.read(FILE, MAX_BYTES), StandardCharsets.UTF_8);
    for (String line : text.lines().toList()) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw fault(files.folder().resolve(FILE), "holds a line that is no checksum", null);
      }
      sums.put(matcher.group(2), matcher.group(1));
    }
    return sums;
  }

  /** The files of a folder but the checksums, by name. */
  static List<Path> files(Path folder) throws IOException {
    return new ModelFiles(folder).all().stream().filter(file -> !file.endsWith(FILE)).toList();
  }

  private static SppdetException fault(Path file, String reason, Throwable cause) {
    return new SppdetException(Kind.MODEL, file, reason, cause);
  }
}
