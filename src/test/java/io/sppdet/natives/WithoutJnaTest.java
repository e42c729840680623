package io.sppdet.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sppdet.ChildJava;
import io.sppdet.error.SppdetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Where JNA can't be loaded, such as from a disk that is mounted noexec, all else works. */
final class WithoutJnaTest {
  @TempDir Path folder;

  /** Asks more than once: a class that could not be initialized fails in another way then. */
  public static void main(String[] args) {
    NativeLibraries.keepKernels();
    NativeLibraries.loadOpenCv();
    for (int time = 0; time < 2; time++) {
      try {
        System.out.println(NativeLibraries.systemLibraries());
      } catch (SppdetException e) {
        System.out.println(e.getMessage().replaceFirst("\\(.*", ""));
      }
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void allElseWorksAndTheDoctorTellsWhy() throws IOException, InterruptedException {
    Path said = folder.resolve("said");
    List<String> command = ChildJava.command();
    command.add("-Djna.nounpack=true"); // neither from the jar nor from the system
    command.add("-Djna.nosys=true");
    command.addAll(List.of("-cp", ChildJava.classPath(), WithoutJnaTest.class.getName()));
    ProcessBuilder process = new ProcessBuilder(command);
    process.environment().put("SPPDET_CACHE", NativeLibraries.cacheFolder().toString());
    assertEquals(0, process.redirectOutput(said.toFile()).start().waitFor());
    String line = "JNA: can't be loaded ";
    assertEquals(List.of(line, line), Files.readAllLines(said));
  }
}
