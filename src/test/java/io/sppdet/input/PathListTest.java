package io.sppdet.input;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PathListTest {
  /** As {@code find -print0} writes them. */
  @Property
  void anyNamesComeThroughNuls(@ForAll("names") List<String> names) throws IOException {
    assertEquals(names, read(String.join("\0", names) + "\0"));
  }

  @Property
  void namesWithoutLineBreaksComeThroughLines(@ForAll("names") List<String> names)
      throws IOException {
    List<String> plain = names.stream().map(n -> n.replaceAll("[\n\r\uFEFF]", "_")).toList();
    assertEquals(plain, read(String.join("\n", plain)));
    assertEquals(plain, read(String.join("\r\n\r\n", plain) + "\r\n"));
  }

  @Provide
  Arbitrary<List<String>> names() {
    Arbitrary<String> any =
        Arbitraries.strings()
            .excludeChars('\0')
            .ofMinLength(1)
            .ofMaxLength(20)
            .filter(StandardCharsets.UTF_8.newEncoder()::canEncode); // no half of a pair
    return any.list().ofMinSize(1);
  }

  private static List<String> read(String text) throws IOException {
    return PathList.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }
}
