package io.sppdet.output;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** A file beside an output, whose name nobody chose: it follows from that of the output. */
final class SideFile {
  private SideFile() {}

  /**
   * Refuses to write over what is somebody else's.
   *
   * @param start how each such file begins; one of no bytes is nobody's
   * @throws SppdetException OUTPUT when there is anything that begins otherwise
   */
  static void refuseOthers(Path path, String start) {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !begins(path, start)) {
      throw new SppdetException(
          Kind.OUTPUT,
          path.toString(),
          "is not of an earlier run, and would be replaced; name another output");
    }
  }

  private static boolean begins(Path path, String start) {
    if (!Files.isRegularFile(path)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(start.length());
      return start.startsWith(new String(bytes, StandardCharsets.US_ASCII));
    } catch (IOException e) {
      return false; // nobody knows whose it is
    }
  }
}
