package io.sppdet.train.run;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.files.Claim;
import io.sppdet.files.Removal;
import io.sppdet.files.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a run keeps beside its output until it is done, so that the same command goes on where a
 * killed one stopped: the state of fine-tuning, finished layers, features of regions.
 */
public record WorkFolder(Path path) {
  private static final String IDENTITY = "run.txt";

  /** How the identity of every training begins; what else is called so is somebody's own file. */
  private static final Pattern OURS = Pattern.compile("sppdet [^\n]+\nfrom [0-9a-f]{64}");

  /**
   * Opens the folder of a run, empty unless an earlier one of the same identity left it.
   *
   * @param identity all that decides what the run gives: {@code sppdet VERSION}, and in the next
   *     line {@code from} and a SHA-256, by which it is known for one
   * @throws SppdetException OUTPUT when the folder holds anything but an earlier run
   */
  public static WorkFolder open(Path path, String identity, Progress progress) throws IOException {
    WorkFolder folder = new WorkFolder(path);
    Path file = path.resolve(IDENTITY);
    if (Files.isRegularFile(file)) {
      String earlier = start(file, identity.getBytes(StandardCharsets.UTF_8).length + 1);
      if (earlier.equals(identity)) {
        progress.note("going on where the run in " + path + " stopped");
        return folder;
      }
      if (!OURS.matcher(earlier).lookingAt()) {
        throw foreign(path);
      }
      progress.note("the run in " + path + " had other settings or photos; starting anew");
    } else if (Files.exists(path) && !isEmpty(path, Claim.part(file, ""))) {
      throw foreign(path);
    }
    folder.delete();
    Files.createDirectories(path);
    WholeFile.write(file, identity);
    return folder;
  }

  private static String start(Path file, int bytes) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(bytes), StandardCharsets.UTF_8);
    }
  }

  /**
   * Whether nothing is in a folder.
   *
   * @param begun what a run may have left that was killed at its beginning
   */
  private static boolean isEmpty(Path path, Path begun) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.allMatch(file -> file.getFileName().equals(begun.getFileName()));
    }
  }

  private static SppdetException foreign(Path path) {
    return new SppdetException(
        Kind.OUTPUT,
        path.toString(),
        "is not of an earlier training, which would be kept there; remove it or name another -o");
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
