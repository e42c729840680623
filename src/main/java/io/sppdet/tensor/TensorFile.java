package io.sppdet.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sppdet.error.Count;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * A safetensors file in memory: tensors by name, of float16, float32 or int32, empty ones too.
 * Every fault of the file is a {@link SppdetException} of kind MODEL that names it.
 */
public final class TensorFile implements AutoCloseable {
  private static final long MAX_BYTES = Integer.MAX_VALUE - 8L;

  private static final Map<String, DataType> TYPES =
      Map.of("F16", DataType.FLOAT16, "F32", DataType.FLOAT32, "I32", DataType.INT32);

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
    return read(parent, file, MAX_BYTES);
  }

  /**
   * The same of a file of at most {@code mostBytes}, which bounds the memory it takes.
   *
   * @throws SppdetException MODEL also when it is longer
   */
  public static TensorFile read(NDManager parent, Path file, long mostBytes) {
    return of(parent, file, ByteBuffer.wrap(bytes(file, Math.min(mostBytes, MAX_BYTES))));
  }

  /** The same of what the file holds. */
  static TensorFile of(NDManager parent, Path file, ByteBuffer content) {
    ByteBuffer bytes = content.order(ByteOrder.LITTLE_ENDIAN);
    JsonNode header = header(file, bytes);
    NDManager manager = parent.newSubManager();
    try {
      Map<String, NDArray> tensors = new HashMap<>();
      for (Map.Entry<String, JsonNode> entry : header.properties()) {
        if (!entry.getKey().equals("__metadata__")) {
          tensors.put(entry.getKey(), tensor(manager, file, entry, bytes.slice()));
        }
      }
      return new TensorFile(file, manager, tensors);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** Writes tensors by name as safetensors, in the order of the map. */
  public static void write(Path file, Map<String, NDArray> tensors) throws IOException {
    NDList list = new NDList();
    tensors.forEach(
        (name, tensor) -> {
          tensor.setName(name);
          list.add(tensor);
        });
    try (OutputStream out = Files.newOutputStream(file)) {
      list.encode(out, NDList.Encoding.SAFETENSORS);
    }
  }

  /** Read as far as it may be long, since the size that an archive tells may be a lie. */
  private static byte[] bytes(Path file, long most) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw fault(file, "can't be read (it is no file)", null); // a pipe would block for ever
    }
    boolean packed = file.getFileSystem() != FileSystems.getDefault();
    try (InputStream in = packed ? Files.newInputStream(file) : InputStream.nullInputStream()) {
      byte[] bytes = packed ? in.readNBytes((int) most + 1) : null;
      if (packed ? bytes.length > most : Files.size(file) > most) {
        throw fault(
            file,
            most == MAX_BYTES
                ? "is larger than 2 GB"
                : "is larger than its description allows (" + most + " bytes)",
            null);
      }
      return packed ? bytes : Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw fault(file, "the file is missing", e);
    } catch (IOException e) {
      throw fault(file, "can't be read (" + e.getMessage() + ")", e);
    }
  }

  /** The JSON before the data; leaves {@code bytes} at the first byte of the data. */
  private static JsonNode header(Path file, ByteBuffer bytes) {
    if (bytes.remaining() < Long.BYTES) {
      throw fault(file, "is truncated (" + Count.of(bytes.remaining(), "byte") + ")", null);
    }
    long length = bytes.getLong();
    if (length < 2 || length > bytes.remaining()) {
      throw fault(file, "is truncated or not a safetensors file", null);
    }
    byte[] json = new byte[(int) length];
    bytes.get(json);
    try {
      JsonNode header = new ObjectMapper().readTree(new String(json, StandardCharsets.UTF_8));
      if (!header.isObject()) {
        throw fault(file, "is not a safetensors file", null);
      }
      return header;
    } catch (JsonProcessingException e) {
      throw fault(file, "is not a safetensors file", e);
    }
  }

  /** One tensor; nothing the header says of it is trusted. */
  private static NDArray tensor(
      NDManager manager, Path file, Map.Entry<String, JsonNode> entry, ByteBuffer data) {
    String name = entry.getKey();
    DataType type = TYPES.get(entry.getValue().path("dtype").asText());
    if (type == null) {
      throw fault(
          file,
          "tensor "
              + name
              + " has type "
              + entry.getValue().path("dtype")
              + ", not F16, F32 or I32",
          null);
    }
    long[] shape = numbers(entry.getValue().path("shape"));
    long[] offsets = numbers(entry.getValue().path("data_offsets"));
    if (offsets.length != 2 || offsets[0] > offsets[1] || hasNegative(shape, offsets)) {
      throw fault(file, "tensor " + name + " is described wrongly: " + entry.getValue(), null);
    }
    if (offsets[1] > data.limit()) {
      throw fault(
          file,
          "is truncated: tensor "
              + name
              + " ends at byte "
              + offsets[1]
              + " of the data, there are "
              + data.limit(),
          null);
    }
    int length = (int) (offsets[1] - offsets[0]);
    if (type.getNumOfBytes() * TensorSizes.values(shape) != length) {
      throw fault(
          file,
          "tensor " + name + " has " + length + " bytes, not those of " + entry.getValue(),
          null);
    }
    return length == 0
        ? manager.zeros(new Shape(shape), type)
        : manager.create(data.slice((int) offsets[0], length), new Shape(shape), type);
  }

  private static boolean hasNegative(long[] shape, long[] offsets) {
    return LongStream.concat(Arrays.stream(shape), Arrays.stream(offsets)).anyMatch(n -> n < 0);
  }

  /** The whole numbers of a JSON array, -1 for all that are none. */
  private static long[] numbers(JsonNode array) {
    long[] numbers = new long[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      JsonNode number = array.path(i);
      numbers[i] = number.isIntegralNumber() && number.canConvertToLong() ? number.longValue() : -1;
    }
    return numbers;
  }

  public boolean contains(String name) {
    return tensors.containsKey(name);
  }

  /** Dimensions of a tensor as stored, for architectures that are read off the file. */
  public long[] shape(String name) {
    return stored(name).getShape().getShape();
  }

  /**
   * A tensor of float16 or float32 as float32, copied into {@code scope}.
   *
   * @throws SppdetException MODEL when it is absent, or of another shape or type
   */
  public NDArray get(NDManager scope, String name, long... shape) {
    NDArray tensor = shaped(name, shape);
    if (tensor.getDataType() == DataType.INT32) {
      throw fault(file, "tensor " + name + " has type I32, not F16 or F32", null);
    }
    // toType shares the memory of a tensor that has the type already, which close() takes away
    NDArray copy =
        tensor.getDataType() == DataType.FLOAT32
            ? tensor.duplicate()
            : tensor.toType(DataType.FLOAT32, false);
    copy.attach(scope);
    try (NDArray sum = copy.sum()) { // finite only if all values are
      if (!Float.isFinite(sum.getFloat())) {
        throw fault(file, "tensor " + name + " holds values that are not finite", null);
      }
    }
    return copy;
  }

  /**
   * A tensor of integers, row by row.
   *
   * @throws SppdetException MODEL when it is absent, or of another shape or type
   */
  public int[] integers(String name, long... shape) {
    NDArray tensor = shaped(name, shape);
    if (tensor.getDataType() != DataType.INT32) {
      throw fault(file, "tensor " + name + " has type " + tensor.getDataType() + ", not I32", null);
    }
    return tensor.toIntArray();
  }

  private NDArray shaped(String name, long... shape) {
    NDArray tensor = stored(name);
    Shape expected = new Shape(shape);
    if (!tensor.getShape().equals(expected)) {
      throw fault(
          file,
          "tensor " + name + " has shape " + tensor.getShape() + ", expected " + expected,
          null);
    }
    return tensor;
  }

  /** Names of all tensors. */
  public Set<String> names() {
    return Set.copyOf(tensors.keySet());
  }

  /** A tensor as stored, which lives until {@link #close()}. */
  public NDArray stored(String name) {
    NDArray tensor = tensors.get(name);
    if (tensor == null) {
      throw fault(file, "tensor " + name + " is missing", null);
    }
    return tensor;
  }

  private static SppdetException fault(Path file, String reason, Throwable cause) {
    return new SppdetException(Kind.MODEL, file, reason, cause);
  }

  @Override
  public void close() {
    manager.close();
  }
}
