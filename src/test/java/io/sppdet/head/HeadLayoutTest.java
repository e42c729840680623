package io.sppdet.head;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HeadLayoutTest {
  /** The name of a tensor, or what one ends with, as a text in the code. */
  private static final Pattern NAME =
      Pattern.compile("\"(?:[\\w.]*\\.(?:weight|bias|gamma|beta|lateral|right)|platt)\"");

  private static List<String> names(Path source) {
    try {
      return NAME.matcher(Files.readString(source)).results().map(MatchResult::group).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One layout knows what a tensor is called; all others ask it. */
  @Test
  void aTensorIsNamedInOnePlace() throws IOException {
    TreeMap<String, List<String>> found = new TreeMap<>();
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      sources
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !names(file).isEmpty())
          .forEach(file -> found.put(file.getFileName().toString(), names(file)));
    }
    List<String> ends =
        List.of("\".weight\"", "\".gamma\"", "\".bias\"", "\".right\"", "\".beta\"");
    List<String> whole = List.of("\"conv5.lateral\"", "\"platt\"");
    assertEquals(Map.of("LayerName.java", ends, "HeadLayout.java", whole), found);
  }

  /** In the order of a file; independent of what writes and reads it. */
  @Test
  void theTensorsOfADetectorAreThese() {
    HeadSize size =
        new HeadSize(
            new HeadSize.Cells(6, 3, 8, Neck.PSP),
            5,
            32,
            24,
            new HeadSize.Outputs(2, Classifier.SOFTMAX, BoxRegression.JOINT));
    String names =
        "conv5.weight conv5.bias conv5.lateral neck.level1.weight neck.level2.weight"
            + " neck.level3.weight neck.level6.weight neck.bottleneck.weight neck.bottleneck.bias"
            + " fc6.weight fc6.bias fc7.weight fc7.bias classifier.weight classifier.bias"
            + " box.weight box.bias platt";
    assertEquals(
        Arrays.asList(names.split(" ")), List.copyOf(HeadLayout.of(size).tensors().keySet()));
    HeadSize more = new HeadSize(size.cells(), 5, 1, true, size.fc6(), size.fc7(), size.outputs());
    List<String> added = new ArrayList<>(HeadLayout.of(more).tensors().keySet());
    added.removeAll(HeadLayout.of(size).tensors().keySet());
    assertEquals(
        List.of("objectness.weight", "objectness.bias", "context.weight", "context.bias"), added);
    assertArrayEquals(new long[] {2, 8}, HeadLayout.of(more).shape("context.weight"));
  }
}
