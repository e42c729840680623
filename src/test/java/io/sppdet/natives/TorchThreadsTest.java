package io.sppdet.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.pytorch.jni.JniUtils;
import org.junit.jupiter.api.Test;

/** On one thread oneDNN computes other last digits. */
class TorchThreadsTest {
  @Test
  void whoUsesTheLibraryNeverGetsASingleOne() {
    NativeLibraries.configure();
    NativeLibraries.loadPyTorch();
    int before = JniUtils.getNumThreads();
    JniUtils.setNumThreads(1); // as on one processor, or by OMP_NUM_THREADS=1
    NativeLibraries.loadPyTorch();
    assertEquals(2, JniUtils.getNumThreads());
    JniUtils.setNumThreads(before);
  }
}
