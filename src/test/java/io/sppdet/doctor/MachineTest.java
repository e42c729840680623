package io.sppdet.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.natives.Processor;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MachineTest {
  @Test
  void instructionsAreReadFromFlagsOfTheFirstProcessor() {
    List<String> intel =
        List.of(
            "processor\t: 0",
            "flags\t\t: fpu sse4_2 fma avx avx2 avx512f amx_bf16 amx_tile",
            "processor\t: 1",
            "flags\t\t: fpu");
    assertEquals(
        "avx2, fma, avx512f, amx_tile, amx_bf16",
        Machine.instructions(Processor.instructions(intel)).value());
    List<String> arm = List.of("processor\t: 0", "Features\t: fp asimd bf16");
    assertEquals("asimd, bf16", Machine.instructions(Processor.instructions(arm)).value());
    assertEquals(
        "none that help: this will be slow", Machine.instructions(Set.of("fpu", "sse4_2")).value());
    assertEquals("unknown on this system", Machine.instructions(Set.of()).value());
  }

  @Test
  void eachFindingIsOkHere() {
    Machine.findings().forEach(finding -> assertTrue(finding.isOk(), finding.toString()));
  }
}
