package io.sppdet.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDManager;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.natives.NativeLibraries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Any bytes are weights: tensors of the sizes they tell, or one error. */
class TensorFileFuzzTest {
  @TempDir static Path folder;

  @BeforeAll
  static void load() {
    NativeLibraries.configure(); // else DJL asks the network where it runs
    NativeLibraries.loadPyTorch();
  }

  @FuzzTest
  void safetensors(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("x.safetensors"), bytes);
    try (NDManager manager = NDManager.newBaseManager();
        TensorFile tensors = TensorFile.read(manager, file)) {
      for (String name : tensors.names()) {
        long[] shape = tensors.shape(name);
        assertEquals(shape.length, tensors.get(manager, name, shape).getShape().dimension());
      }
    } catch (SppdetException e) {
      assertEquals(Kind.MODEL, e.kind());
    }
  }
}
