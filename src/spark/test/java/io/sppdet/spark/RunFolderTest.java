package io.sppdet.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.output.ResultCounts;
import io.sppdet.output.RunIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
  private static final List<ClusterFormat> FORMATS = List.of(ClusterFormat.JSONL);

  @TempDir Path temporary;

  private Path path;
  private RunFolder folder;

  @BeforeEach
  void open() throws IOException {
    path = temporary.resolve("out");
    folder =
        new RunFolder(
            FileSystem.getLocal(new Configuration()), new org.apache.hadoop.fs.Path(path.toUri()));
  }

  private static RunIdentity run(String nms) {
    return new RunIdentity(Map.of("--nms", nms, "model", "a"));
  }

  @Test
  void anotherRunIsRefusedByWhatIsOther() throws IOException {
    assertFalse(folder.isBegun());
    folder.prepare();
    folder.begin(run("0.3"));
    assertTrue(folder.isBegun());
    folder.goOn(run("0.3"));
    SppdetException other = assertThrows(SppdetException.class, () -> folder.goOn(run("0.4")));
    assertEquals(Kind.USAGE, other.kind());
    assertEquals("is of a run with another --nms (0.3, now 0.4); name another -o", other.reason());
  }

  @Test
  void whatIsNotOursIsLeftAlone() throws IOException {
    Files.createDirectories(path);
    Path photo = Files.writeString(path.resolve("photo.jpg"), "mine");
    assertEquals(Kind.OUTPUT, assertThrows(SppdetException.class, folder::prepare).kind());
    assertEquals("mine", Files.readString(photo));
  }

  @Test
  void listIsCutIntoBatchesAndReadAgain() throws IOException {
    folder.prepare();
    List<Row> rows =
        IntStream.range(0, 7).mapToObj(i -> Row.file("é\n" + i, "/photos/" + i)).toList();
    String identity;
    try (ListWriter list = new ListWriter(folder, 3, true)) {
      rows.forEach(list);
      list.finish();
      assertEquals(3, list.batches());
      identity = list.identity();
    }
    assertEquals(rows.subList(0, 3), folder.rows(0));
    assertEquals(rows.subList(6, 7), folder.rows(2));
    try (ListWriter again = new ListWriter(folder, 3, false)) {
      rows.forEach(again);
      assertEquals(identity, again.identity());
    }
    try (ListWriter other = new ListWriter(folder, 3, false)) {
      rows.subList(1, 7).forEach(other);
      assertFalse(identity.equals(other.identity()));
    }
  }

  /** A driver that died while it moved parts has left some; they are not mixed with new ones. */
  @Test
  void batchIsDoneOnceAllItsPartsAreThere() throws IOException {
    folder.prepare();
    Path left = Files.createDirectories(path.resolve("jsonl/batch=00004"));
    Files.writeString(left.resolve("part-00009.jsonl"), "left");
    assertFalse(folder.isDone(4, FORMATS));
    org.apache.hadoop.fs.Path work = folder.work("run");
    Path attempt = Files.createDirectories(Path.of(work.toUri().getPath(), "1"));
    Files.writeString(attempt.resolve("part-00000.jsonl"), "a\n");
    Files.writeString(attempt.resolve("part-00001.jsonl"), "b\n");
    ResultCounts one = new ResultCounts(2, Map.of("timeout", 1L), 5);
    String from = attempt.toUri().toString();
    ResultCounts sum =
        folder.publish(
            4, List.of(new SliceResult(0, from, one), new SliceResult(1, from, one)), FORMATS);
    assertEquals(new ResultCounts(4, Map.of("timeout", 2L), 10), sum);
    assertTrue(folder.isDone(4, FORMATS));
    assertEquals(sum, folder.counts(4, FORMATS));
    assertEquals("a\n", Files.readString(left.resolve("part-00000.jsonl")));
    assertFalse(Files.exists(left.resolve("part-00009.jsonl")));
    assertFalse(folder.isDone(4, List.of(ClusterFormat.JSONL, ClusterFormat.PARQUET)));
  }
}
