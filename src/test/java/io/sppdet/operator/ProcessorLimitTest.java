package io.sppdet.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sppdet.ChildJava;
import io.sppdet.operator.FusedOperators.Activation;
import io.sppdet.tensor.Tensors;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What only a process of its own shows: what oneDNN makes of the processor, and its end. */
@Timeout(120)
class ProcessorLimitTest {
  private static final List<String> LIMITS = List.of("ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA");

  /** Tells what oneDNN can do; or, with any argument, computes until it is killed. */
  public static void main(String[] args) throws InterruptedException {
    if (args.length == 0) {
      System.out.println(Bfloat16.here());
      return;
    }
    CountDownLatch computed = new CountDownLatch(2);
    for (int i = 0; i < 2; i++) {
      new Thread(() -> compute(computed)).start();
    }
    computed.await();
    System.out.println("computing");
  }

  private static void compute(CountDownLatch computed) {
    try (NDManager manager = Tensors.newManager()) {
      FusedOperators operators = FusedOperators.load(manager);
      NDArray x = manager.ones(new Shape(1, 160, 160, 64)).transpose(0, 3, 1, 2);
      NDArray weight = operators.packed(manager.ones(new Shape(256, 64, 3, 3)), 1, 1);
      NDArray bias = manager.zeros(new Shape(256));
      while (true) {
        operators.convolution(x, weight, bias, new Sliding(1, 1, 1), 1, Activation.NONE).close();
        computed.countDown();
      }
    }
  }

  private static ProcessBuilder process(String limit, String... arguments) {
    List<String> command = ChildJava.command();
    command.addAll(List.of("-Xmx300m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", ChildJava.classPath(), ProcessorLimitTest.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
    LIMITS.forEach(name -> process.environment().put(name, limit));
    return process;
  }

  private static String bfloat16On(String limit) throws IOException, InterruptedException {
    Process process = process(limit).start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertEquals(0, process.waitFor(), said);
    return said;
  }

  /** The system shows the same processor each time. */
  @Test
  void oneDnnIsAskedNotTheSystem() throws IOException, InterruptedException {
    assumeTrue(FusedOperators.areThere(), "no oneDNN on this system");
    assertEquals("NONE", bfloat16On("AVX2"));
    assertNotEquals("FAST", bfloat16On("AVX512_CORE"));
    assertEquals(Bfloat16.here().toString(), bfloat16On("DEFAULT"));
  }

  /** libtorch's clearing up would free the code that the threads run. */
  @RepeatedTest(3)
  void aProcessThatComputesEndsByItsSignalAlone() throws IOException, InterruptedException {
    assumeTrue(FusedOperators.areThere(), "no oneDNN on this system");
    Process process = process("DEFAULT", "compute").start();
    try (BufferedReader out = process.inputReader()) {
      assertEquals("computing", out.readLine());
      process.toHandle().destroy(); // which leaves the pipe open
      assertEquals(128 + 15, process.waitFor());
      assertTrue(out.lines().toList().isEmpty());
    } finally {
      process.destroyForcibly();
    }
  }
}
