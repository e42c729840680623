package io.sppdet.model;

import io.sppdet.error.FileFault;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.files.Claim;
import io.sppdet.files.Removal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * A model directory in the making, in a hidden folder beside its place, where it appears whole or
 * not at all. One run makes it at a time: the lock goes when it is closed, or the process ends.
 */
public final class NewModel implements AutoCloseable {
  private final Path output;
  private final Claim claim;

  private NewModel(Path output, Claim claim) {
    this.output = output;
    this.claim = claim;
  }

  /**
   * Claims a place.
   *
   * @param output the directory to make
   * @throws SppdetException OUTPUT when it is there already, can't be made, or another run is
   *     making it
   */
  public static NewModel at(Path output) {
    refuseUnfit(output);
    try {
      Files.createDirectories(output.toAbsolutePath().getParent());
      return new NewModel(output, Claim.of(output));
    } catch (IOException e) {
      throw FileFault.writing(output, e);
    }
  }

  private static void refuseUnfit(Path output) {
    if (Files.exists(output, LinkOption.NOFOLLOW_LINKS)) { // also a link that leads nowhere
      throw fault(output, "exists already; remove it or name another");
    }
    Path above = output.toAbsolutePath().getParent();
    while (!Files.exists(above)) {
      above = above.getParent();
    }
    if (!Files.isDirectory(above) || !Files.isWritable(above)) {
      throw fault(output, "can't be made in " + above);
    }
  }

  /** Makes the folder to write the model's files into, empty, whatever a killed run has left. */
  public Path folder() throws IOException {
    Removal.of(claim.part());
    return Files.createDirectory(claim.part());
  }

  /** Adds the checksums of all files, and lets the model appear. */
  public void finish() throws IOException {
    Checksums.write(claim.part());
    Files.move(claim.part(), output.toAbsolutePath());
  }

  private static SppdetException fault(Path output, String reason) {
    return new SppdetException(Kind.OUTPUT, output.toString(), reason);
  }

  /** Leaves nothing of a model that was not finished. */
  @Override
  public void close() {
    try (claim) {
      Removal.of(claim.part());
    } catch (IOException e) {
      throw FileFault.writing(output, e);
    }
  }
}
