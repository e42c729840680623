package io.sppdet.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sppdet.detect.ClassGroups;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ClassesOptionTest {
  /** What is typed on a Mac may come in letters and marks, and the model's names whole. */
  @Test
  void namesAreInOneForm() {
    ClassesOption option =
        CommandLine.populateCommand(new ClassesOption(), "--classes", "dog, Mo\u0308we");
    assertEquals(
        Set.of("dog", "M\u00f6we"),
        option.of("the model", List.of("cat", "dog", "M\u00f6we"), ClassGroups.NONE));
  }
}
