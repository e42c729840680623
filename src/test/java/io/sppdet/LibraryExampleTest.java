package io.sppdet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java program of the page on use from Java, compiled and run as it stands there. */
class LibraryExampleTest {
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @TempDir Path folder;

  @Test
  void theExampleDetects() throws IOException, InterruptedException {
    Matcher block = JAVA.matcher(Files.readString(Path.of("src/site/markdown/java.md")));
    assertTrue(block.find(), "java.md holds no Java");
    Path source = folder.resolve("Example.java");
    Files.writeString(source, block.group(1));
    Path output = folder.resolve("output");
    List<String> command = ChildJava.command();
    command.addAll(List.of("-cp", ChildJava.classPath(), source.toString(), "samples/dog.jpg"));
    Process java =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertTrue(java.waitFor(5, TimeUnit.MINUTES), "does not end");
    List<String> lines = Files.readAllLines(output);
    assertEquals(0, java.exitValue(), () -> String.join("\n", lines));
    assertTrue(lines.get(0).startsWith("Detection[label=dog, classId=11, score=0.9"), lines.get(0));
    assertEquals("the whole photo, of any size, as 5376 numbers", lines.get(lines.size() - 1));
  }
}
