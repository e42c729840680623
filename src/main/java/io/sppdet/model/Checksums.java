package io.sppdet.model;

import io.sppdet.error.FileFault;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code SHA256SUMS} of a model directory: a line {@code sha256 name} for each other file, as
 * {@code sha256sum} writes and checks it.
 */
public final class Checksums {
  static final String FILE = "SHA256SUMS";

  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) [ *]([^/\\\\]+)");

  private Checksums() {}

  /** Writes the checksums of all files of a folder, by name. */
  public static void write(Path folder) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path file : files(folder)) {
      lines.add(sha256(file) + "  " + file.getFileName());
    }
    Files.write(folder.resolve(FILE), lines);
  }

  /** Whether a folder has its checksums with it. */
  public static boolean areIn(Path folder) {
    return Files.exists(folder.resolve(FILE));
  }

  /** A fault, of kind MODEL, for each file that is not there or not as it was. */
  public static List<SppdetException> faults(Path folder) {
    List<SppdetException> faults = new ArrayList<>();
    try {
      read(folder.resolve(FILE))
          .forEach(
              (name, sum) -> {
                SppdetException fault = fault(folder.resolve(name), sum);
                if (fault != null) {
                  faults.add(fault);
                }
              });
    } catch (SppdetException e) {
      faults.add(e);
    }
    return faults;
  }

  private static SppdetException fault(Path file, String expected) {
    try {
      return sha256(file).equals(expected)
          ? null
          : fault(file, "is damaged: its SHA-256 is not that in " + FILE, null);
    } catch (IOException e) {
      return fault(file, FileFault.reason(e), e);
    }
  }

  private static Map<String, String> read(Path file) {
    Map<String, String> sums = new TreeMap<>();
    try {
      for (String line : Files.readAllLines(file)) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
          throw fault(file, "holds a line that is no checksum", null);
        }
        sums.put(matcher.group(2), matcher.group(1));
      }
      return sums;
    } catch (IOException e) {
      throw fault(file, FileFault.reason(e), e);
    }
  }

  /** The files of a folder but the checksums, by name. */
  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children
          .filter(file -> Files.isRegularFile(file) && !file.endsWith(FILE))
          .sorted()
          .toList();
    }
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static SppdetException fault(Path file, String reason, Throwable cause) {
    return new SppdetException(Kind.MODEL, file, reason, cause);
  }
}
