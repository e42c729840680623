package io.sppdet.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A safetensors file in memory: tensors by name. Every fault of the file is a {@link
 * SppdetException} of kind MODEL that names it.
 */
public final class TensorFile implements AutoCloseable {
  private final Path file;
  private final NDManager manager;
  private final Map<String, NDArray> tensors;

  private TensorFile(Path file, NDManager manager, Map<String, NDArray> tensors) {
    this.file = file;
    this.manager = manager;
    this.tensors = tensors;
  }

  /**
   * Reads a whole file; the tensors live until {@link #close()} or until {@code parent} closes.
   *
   * @throws SppdetException MODEL when the file is missing, truncated or malformed
   */
  public static TensorFile read(NDManager parent, Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw fault(file, "the file is missing", e);
    } catch (IOException e) {
      throw fault(file, "can't be read (" + e.getMessage() + ")", e);
    }
    checkHeader(file, bytes);
    NDManager manager = parent.newSubManager();
    try {
      Map<String, NDArray> tensors = new HashMap<>();
      for (NDArray tensor : NDList.decode(manager, bytes)) {
        tensors.put(tensor.getName(), tensor);
      }
      return new TensorFile(file, manager, tensors);
    } catch (RuntimeException e) {
      manager.close();
      throw fault(file, "is not a safetensors file", e);
    }
  }

  /** Writes named tensors as safetensors. */
  public static void write(Path file, NDList tensors) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      tensors.encode(out, NDList.Encoding.SAFETENSORS);
    }
  }

  /** Checks the sizes before the decoder trusts them. */
  private static void checkHeader(Path file, byte[] bytes) {
    if (bytes.length < 8) {
      throw fault(file, "is truncated (" + bytes.length + " bytes)", null);
    }
    long length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 2 || length > bytes.length - 8L) {
      throw fault(file, "is truncated or not a safetensors file", null);
    }
    long end = 0;
    try {
      JsonNode header =
          new ObjectMapper().readTree(new String(bytes, 8, (int) length, StandardCharsets.UTF_8));
      for (Map.Entry<String, JsonNode> entry : header.properties()) {
        if (!entry.getKey().equals("__metadata__")) {
          end = Math.max(end, entry.getValue().path("data_offsets").path(1).asLong(-1));
        }
      }
    } catch (JsonProcessingException e) {
      throw fault(file, "is not a safetensors file", e);
    }
    long expected = 8 + length + end;
    if (expected > bytes.length) {
      throw fault(file, "is truncated: " + bytes.length + " bytes, expected " + expected, null);
    }
  }

  public boolean contains(String name) {
    return tensors.containsKey(name);
  }

  /** Dimensions of a tensor as stored, for architectures that are read off the file. */
  public long[] shape(String name) {
    return stored(name).getShape().getShape();
  }

  /**
   * A tensor as float32, copied into {@code scope}.
   *
   * @throws SppdetException MODEL when it is absent or has another shape
   */
  public NDArray get(NDManager scope, String name, long... shape) {
    NDArray tensor = stored(name);
    if (!tensor.getShape().equals(new Shape(shape))) {
      throw fault(
          file,
          "tensor "
              + name
              + " has shape "
              + tensor.getShape()
              + ", expected "
              + Arrays.toString(shape),
          null);
    }
    NDArray copy = tensor.toType(DataType.FLOAT32, true);
    copy.attach(scope);
    return copy;
  }

  private NDArray stored(String name) {
    NDArray tensor = tensors.get(name);
    if (tensor == null) {
      throw fault(file, "tensor " + name + " is missing", null);
    }
    return tensor;
  }

  private static SppdetException fault(Path file, String reason, Throwable cause) {
    return new SppdetException(Kind.MODEL, file.toString(), reason, cause);
  }

  @Override
  public void close() {
    manager.close();
  }
}
