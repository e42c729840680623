package io.sppdet.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.NativeLibrary;
import org.junit.jupiter.api.Test;

/** Read back as the libraries read it, from the environment of the process. */
class ProcessSettingsTest {
  private static final String KERNELS = "ONEDNN_PRIMITIVE_CACHE_CAPACITY";

  @Test
  void trainingKeepsItsKernelsWhateverWasSetBefore() {
    assumeTrue(System.getenv(KERNELS) == null, "set outside, where it stays");
    NativeLibraries.keepKernels();
    ProcessSettings.apply();
    assertEquals(
        "4096",
        NativeLibrary.getProcess()
            .getFunction("getenv")
            .invokeString(new Object[] {KERNELS}, false));
  }
}
