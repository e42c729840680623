package io.sppdet.output;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sppdet.error.FileFault;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/**
 * The list of photos that were moved, in the folder they were moved to: a line of JSON each, {@code
 * {"from": …, "to": …}}, written before the photo moves, so that any move can be undone.
 */
public final class MovedPhotos implements AutoCloseable {
  private static final String NAME = "moved.jsonl";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path path;
  private final FileChannel file;

  private MovedPhotos(Path path, FileChannel file) {
    this.path = path;
    this.file = file;
  }

  /** Goes on with the list of a folder, or begins one. */
  static MovedPhotos append(Path folder) {
    Path path = folder.resolve(NAME);
    try {
      return new MovedPhotos(path, FileChannel.open(path, WRITE, CREATE, APPEND));
    } catch (IOException e) {
      throw OutputFile.fault(path, e);
    }
  }

  /** Writes down a move, and makes it; never over a file. */
  void move(Path from, Path to) {
    String line =
        JSON.createObjectNode()
                .put("from", from.toAbsolutePath().normalize().toString())
                .put("to", to.toAbsolutePath().normalize().toString())
            + "\n";
    try {
      ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      file.force(false);
    } catch (IOException e) {
      throw OutputFile.fault(path, e);
    }
    try {
      Files.move(from, to);
    } catch (IOException e) {
      throw OutputFile.fault(to, e);
    }
  }

  /**
   * Moves all photos of a folder's list back, the last first, and removes the list when all are.
   *
   * @param errors told of each that can't be
   * @return how many were moved
   * @throws SppdetException OUTPUT when there is no list, or it can't be read
   */
  public static int undo(Path folder, Consumer<SppdetException> errors) {
    Path path = folder.resolve(NAME);
    List<JsonNode> lines = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(path)) {
        lines.add(JSON.readTree(line));
      }
    } catch (IOException e) {
      throw new SppdetException(Kind.OUTPUT, path.toString(), FileFault.reason(e), e);
    }
    Collections.reverse(lines);
    int moved = 0;
    int failed = 0;
    for (JsonNode line : lines) {
      Path from = Path.of(line.path("from").asText());
      Path to = Path.of(line.path("to").asText());
      if (Files.notExists(to, LinkOption.NOFOLLOW_LINKS) && Files.exists(from)) {
        continue; // the move was written down, but not made, or is undone
      }
      try {
        if (Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
          throw new IOException("another file is there now");
        }
        OutputFile.createFolder(from.getParent());
        Files.move(to, from);
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
        throw OutputFile.fault(path, e);
      }
    }
    return moved;
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw OutputFile.fault(path, e);
    }
  }
}
