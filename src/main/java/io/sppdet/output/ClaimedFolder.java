package io.sppdet.output;

import io.sppdet.error.FileFault;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.files.Claim;
import java.io.IOException;
import java.nio.file.Path;

/** A folder of several files that one run at a time writes into. */
public final class ClaimedFolder implements AutoCloseable {
  private final Path folder;
  private final Claim claim;

  /**
   * Makes the folder unless it is there.
   *
   * @param use what for; several may share a folder
   * @throws SppdetException OUTPUT when that can't be done, or another run has it
   */
  public ClaimedFolder(Path folder, String use) {
    this.folder = folder;
    OutputFile.createFolder(folder);
    try {
      this.claim = Claim.of(folder.resolve(use));
    } catch (SppdetException e) {
      throw new SppdetException(Kind.OUTPUT, folder.toString(), e.reason(), e);
    } catch (IOException e) {
      throw FileFault.writing(folder, e);
    }
    claim.lockFile().toFile().deleteOnExit(); // when the program is interrupted
  }

  @Override
  public void close() {
    try {
      claim.close();
    } catch (IOException e) {
      throw FileFault.writing(folder, e);
    }
  }
}
