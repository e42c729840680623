package io.sppdet.output;

import static java.nio.file.StandardOpenOption.APPEND;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sppdet.error.FileFault;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.files.BoundedText;
import io.sppdet.files.LockedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/**
 * The list of photos that were moved, in the folder they were moved to: a line of JSON each, {@code
 * {"from": …, "to": …}}, written before the photo moves, so that any move can be undone.
 */
public final class MovedPhotos implements AutoCloseable {
  static final String NAME = "moved.jsonl";
  private static final int MAX_BYTES = 1 << 30;
  private static final ObjectMapper JSON = new ObjectMapper();

  private record Move(Path from, Path to) {
    Move {
      from = from.toAbsolutePath();
      to = to.toAbsolutePath();
    }
  }

  private final Path path;
  private final LockedFile file;

  private MovedPhotos(Path path, LockedFile file) {
    this.path = path;
    this.file = file;
  }

  /**
   * Goes on with the list of a folder, or begins one.
   *
   * @throws SppdetException OUTPUT when it can't be written, or another run has it
   */
  static MovedPhotos append(Path folder) {
    Path path = folder.resolve(NAME);
    try {
      MovedPhotos list = open(path);
      if (list.file.channel().size() > 0) {
        list.append("\n"); // the last line may be cut off
      }
      return list;
    } catch (IOException e) {
      throw FileFault.writing(path, e);
    }
  }

  private static MovedPhotos open(Path path) throws IOException {
    return new MovedPhotos(
        path, LockedFile.open(path, path, APPEND, LinkOption.NOFOLLOW_LINKS)); // no link's target
  }

  private void append(String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      file.channel().write(bytes);
    }
  }

  /**
   * Writes down a move, and makes it; never over a file. A link goes on leading where it led.
   *
   * @throws SppdetException IMAGE_MISSING when the photo is gone, or has a name that can't be
   *     written down; OUTPUT when it can't be moved
   */
  void move(Path from, Path to) {
    if (!Path.of(from.toString()).equals(from)) {
      throw new SppdetException(
          Kind.IMAGE_UNREADABLE, from.toString(), "stays: its name is no text that could be kept");
    }
    String line =
        JSON.createObjectNode()
                .put("from", from.toAbsolutePath().normalize().toString())
                .put("to", to.toAbsolutePath().normalize().toString())
            + "\n";
    try {
      append(line);
      file.channel().force(false);
    } catch (IOException e) {
      throw FileFault.writing(path, e);
    }
    try {
      if (Files.isSymbolicLink(from)) {
        Path absolute = from.toAbsolutePath();
        Files.createSymbolicLink(to, absolute.resolveSibling(Files.readSymbolicLink(absolute)));
        Files.delete(from);
      } else {
        relocate(from, to);
      }
    } catch (IOException e) {
      throw SortedPhotos.fault(from, to, e);
    }
  }

  /** To another disk it is copied; the original goes when the copy is on that disk. */
  private static void relocate(Path from, Path to) throws IOException {
    if (Files.isSymbolicLink(from) || !isElsewhere(from, to.getParent())) {
      Files.move(from, to);
      return;
    }
    Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
    try (FileChannel copy = FileChannel.open(to, StandardOpenOption.READ)) {
      copy.force(true);
    } catch (IOException e) {
      Files.delete(to);
      throw e;
    }
    Files.delete(from);
  }

  /** Where the system can't tell, as in a chroot, Java's own move finds out. */
  private static boolean isElsewhere(Path file, Path folder) {
    try {
      return !Files.getFileStore(file).equals(Files.getFileStore(folder));
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Moves all photos of a folder's list back, the last first, and removes the list when all are.
   * None but photos in this folder are moved, whatever the list says. A line that was not written
   * whole is of a move that was not made.
   *
   * @param errors hears of each that can't be
   * @return how many were moved
   * @throws SppdetException OUTPUT when there is no list, or it can't be read, or a run writes it
   */
  public static int undo(Path folder, Consumer<SppdetException> errors) {
    Path path = folder.resolve(NAME);
    if (!Files.isRegularFile(path)) {
      String reason =
          Files.isDirectory(folder)
              ? "holds no " + NAME + ": no photo was moved there, or all are back"
              : "no such folder";
      throw new SppdetException(Kind.OUTPUT, folder.toString(), reason);
    }
    try {
      List<Move> moves = read(path);
      try (MovedPhotos list = open(path)) {
        return list.undo(folder.toRealPath(), moves, errors);
      }
    } catch (IOException e) {
      throw new SppdetException(Kind.OUTPUT, path.toString(), FileFault.reason(e), e);
    }
  }

  /** Those that are whole, the last first. */
  private static List<Move> read(Path path) throws IOException {
    List<Move> moves = new ArrayList<>();
    for (String line : BoundedText.read(path, MAX_BYTES).lines().toList()) {
      try {
        JsonNode move = JSON.readTree(line);
        if (move.path("from").isTextual() && move.path("to").isTextual()) {
          moves.add(new Move(Path.of(move.get("from").asText()), Path.of(move.get("to").asText())));
        }
      } catch (JsonProcessingException | InvalidPathException e) {
        // not whole
      }
    }
    Collections.reverse(moves);
    return moves;
  }

  private int undo(Path folder, List<Move> moves, Consumer<SppdetException> errors) {
    int moved = 0;
    int failed = 0;
    for (Move move : moves) {
      Path from = move.from();
      Path to = move.to();
      if (Files.notExists(to, LinkOption.NOFOLLOW_LINKS) && Files.exists(from)) {
        continue; // the move was written down, but not made, or is undone
      }
      try {
        if (Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
          throw new IOException("another file is there now");
        } else if (!to.resolveSibling("").toRealPath().startsWith(folder)) {
          throw new IOException("that is not below " + folder);
        }
        OutputFile.createFolder(from.getParent());
        relocate(to, from);
        moved++;
      } catch (IOException e) {
        failed++;
        String reason = "can't be moved back from " + to + ": " + FileFault.reason(e);
        errors.accept(new SppdetException(Kind.OUTPUT, from.toString(), reason, e));
      }
    }
    if (failed == 0) {
      try {
        Files.delete(path);
      } catch (IOException e) {
        throw FileFault.writing(path, e);
      }
    }
    return moved;
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw FileFault.writing(path, e);
    }
  }
}
