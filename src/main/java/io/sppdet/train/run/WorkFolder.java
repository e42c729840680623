package io.sppdet.train.run;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.files.Removal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a run keeps beside its output until it is done, so that the same command goes on where a
 * killed one stopped: the state of fine-tuning, finished layers, features of regions.
 */
public record WorkFolder(Path path) {
  private static final String IDENTITY = "run.txt";

  /**
   * Opens the folder of a run, empty unless an earlier one of the same identity left it.
   *
   * @param identity all that decides what the run gives
   * @throws SppdetException OUTPUT when the folder holds anything but an earlier run
   */
  public static WorkFolder open(Path path, String identity, Progress progress) throws IOException {
    WorkFolder folder = new WorkFolder(path);
    Path file = path.resolve(IDENTITY);
    if (Files.isRegularFile(file)) {
      if (Files.readString(file).equals(identity)) {
        progress.note("going on where the run in " + path + " stopped");
        return folder;
      }
      progress.note("the run in " + path + " had other settings or photos; starting anew");
    } else if (Files.exists(path) && !isEmpty(path)) {
      throw new SppdetException(
          Kind.OUTPUT,
          path.toString(),
          "is not of an earlier training, which would be kept there; remove it or name another -o");
    }
    folder.delete();
    Files.createDirectories(path);
    Files.write(file, identity.getBytes(StandardCharsets.UTF_8));
    return folder;
  }

  private static boolean isEmpty(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.findAny().isEmpty();
    }
  }

  public Path file(String name) {
    return path.resolve(name);
  }

  /** A folder in it, made if need be. */
  public Path folder(String name) throws IOException {
    return Files.createDirectories(path.resolve(name));
  }

  /** Removes it with all it holds; what tells whose it is after all else. */
  public void delete() throws IOException {
    Removal.of(path, file(IDENTITY));
  }
}
