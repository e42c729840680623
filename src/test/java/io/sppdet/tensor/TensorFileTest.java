package io.sppdet.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TensorFileTest {
  private static NDManager manager;

  @TempDir Path folder;
  private Path file;

  @BeforeAll
  static void openEngine() {
    manager = NDManager.newBaseManager();
  }

  @AfterAll
  static void closeEngine() {
    manager.close();
  }

  @BeforeEach
  void nameFile() {
    file = folder.resolve("weights.safetensors");
  }

  @Test
  void writtenTensorsAreReadBack() throws IOException {
    try (NDManager scope = manager.newSubManager()) {
      NDArray a = scope.create(new float[] {1, -2.5f, 3e-8f, 4, 5, 6}, new Shape(2, 3));
      NDArray b = scope.create(new float[] {7});
      TensorFile.write(file, Map.of("a", a, "b", b));
      try (TensorFile read = TensorFile.read(manager, file)) {
        assertTrue(read.contains("a"));
        assertFalse(read.contains("c"));
        assertArrayEquals(new long[] {2, 3}, read.shape("a"));
        assertArrayEquals(a.toFloatArray(), read.get(scope, "a", 2, 3).toFloatArray());
        assertArrayEquals(b.toFloatArray(), read.get(scope, "b", 1).toFloatArray());
      }
    }
  }

  @Test
  void integersAndEmptyTensorsAreReadBack() throws IOException {
    int[] values = {1 << 24 | 1, -7, Integer.MAX_VALUE, Integer.MIN_VALUE};
    try (NDManager scope = manager.newSubManager()) {
      NDArray integers = scope.create(values, new Shape(2, 2));
      NDArray rows = scope.create(new float[0], new Shape(0, 4));
      NDArray none = scope.create(new int[0], new Shape(0));
      TensorFile.write(file, Map.of("integers", integers, "rows", rows, "none", none));
      try (TensorFile read = TensorFile.read(manager, file)) {
        assertArrayEquals(values, read.integers("integers", 2, 2));
        assertArrayEquals(new int[0], read.integers("none", 0));
        assertArrayEquals(new long[] {0, 4}, read.shape("rows"));
        assertArrayEquals(new float[0], read.get(scope, "rows", 0, 4).toFloatArray());
        SppdetException e =
            assertThrows(SppdetException.class, () -> read.get(scope, "integers", 2, 2));
        assertNamed(e, "tensor integers has type I32, not F16 or F32");
        e = assertThrows(SppdetException.class, () -> read.integers("rows", 0, 4));
        assertNamed(e, "tensor rows has type");
      }
    }
  }

  @Test
  void halfAndScalarAreReadAsFloat32() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    data.putShort((short) 0x3e00).putShort((short) 0x8001).putFloat(1.5f);
    write(
        """
        {"__metadata__": {"made": "by hand"},
         "scalar": {"dtype": "F32", "shape": [], "data_offsets": [4, 8]},
         "half": {"dtype": "F16", "shape": [1, 2], "data_offsets": [0, 4]}}\
        """,
        data.array());
    try (NDManager scope = manager.newSubManager();
        TensorFile read = TensorFile.read(manager, file)) {
      float[] half = read.get(scope, "half", 1, 2).toFloatArray();
      assertArrayEquals(new float[] {1.5f, -0x1p-24f}, half);
      assertArrayEquals(new float[] {1.5f}, read.get(scope, "scalar").toFloatArray());
    }
  }

  /** A header of 0x4b50 bytes begins with "PK", as a zip file does. */
  @Test
  void headerLengthThatLooksLikeZipIsRead() throws IOException {
    String header = "{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]}}";
    write(header + " ".repeat(0x4b50 - header.length()), new byte[4]);
    try (NDManager scope = manager.newSubManager();
        TensorFile read = TensorFile.read(manager, file)) {
      assertArrayEquals(new float[] {0}, read.get(scope, "a", 1).toFloatArray());
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void valuesThatAreNotFiniteAreRefused(float value) throws IOException {
    write(
        header("[0, 8]"),
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putFloat(1).putFloat(value).array());
    try (NDManager scope = manager.newSubManager();
        TensorFile read = TensorFile.read(manager, file)) {
      SppdetException e = assertThrows(SppdetException.class, () -> read.get(scope, "a", 2));
      assertEquals(file + ": tensor a holds values that are not finite", e.getMessage());
    }
  }

  @Test
  void tensorsOutliveTheirFile() throws IOException {
    write(header("[0, 8]"), new byte[8]);
    try (NDManager scope = manager.newSubManager()) {
      NDArray a;
      try (TensorFile read = TensorFile.read(manager, file)) {
        a = read.get(scope, "a", 2);
      }
      assertArrayEquals(new float[2], a.toFloatArray());
    }
  }

  /** Rubbish takes the place of the file's memory, if anything but the tensor held it. */
  @Test
  void tensorsOutliveTheirFilesMemory() throws IOException {
    float[] values = new float[1 << 16];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    try (NDManager scope = manager.newSubManager()) {
      NDArray tensor = scope.create(values);
      TensorFile.write(file, Map.of("a", tensor));
      List<NDArray> kept = new ArrayList<>();
      for (int round = 0; round < 20; round++) {
        try (TensorFile read = TensorFile.read(manager, file)) {
          kept.add(read.get(scope, "a", values.length));
        }
      }
      for (int round = 0; round < 20; round++) {
        System.gc();
        ByteBuffer rubbish = ByteBuffer.allocateDirect(4 * values.length);
        while (rubbish.hasRemaining()) {
          rubbish.put((byte) 0x55);
        }
      }
      for (NDArray array : kept) {
        assertArrayEquals(values, array.toFloatArray());
      }
    }
  }

  @Test
  void missingFile() {
    refused("missing");
  }

  @Test
  void folderInsteadOfFile() throws IOException {
    Files.createDirectory(file);
    refused("can't be read");
  }

  @Test
  void emptyFile() throws IOException {
    Files.createFile(file);
    refused("truncated");
  }

  @Test
  void truncatedAnywhere() throws IOException {
    write(header("[0, 8]"), new byte[8]);
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      refused("truncated");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32, Integer.MAX_VALUE})
  void absurdHeaderLength(long length) throws IOException {
    byte[] bytes = new byte[100];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    Files.write(file, bytes);
    refused("not a safetensors file");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nonsense", "{\"a\":", "[1, 2]", "null", "12", "   ", "\u0000\u0001\u0002"})
  void headerIsNoJsonObject(String header) throws IOException {
    write(header, new byte[8]);
    refused("not a safetensors file");
  }

  @Test
  void deeplyNestedHeader() throws IOException {
    write("{\"a\":" + "[".repeat(100_000), new byte[8]);
    refused("not a safetensors file");
  }

  @Test
  void otherKindOfFile() throws IOException {
    Files.writeString(file, "<html><body>404 not found</body></html>");
    refused("not a safetensors file");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[-4, 4]",
        "[8, 0]",
        "[0]",
        "[]",
        "[0, 4, 8]",
        "[0.5, 8.5]",
        "[\"0\", \"8\"]",
        "null",
        "{}",
        "[0, 99999999999999999999]"
      })
  void wrongOffsets(String offsets) throws IOException {
    write(header(offsets), new byte[8]);
    refused("tensor a is described wrongly");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[0, 12]", "[4, 12]", "[2147483648, 2147483656]", "[0, 9223372036854775807]"})
  void offsetsBehindTheEnd(String offsets) throws IOException {
    write(header(offsets), new byte[8]);
    refused("truncated: tensor a ends");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[3]", "[1]", "[0]", "[]", "[4294967296, 4294967296]", "[2, 2]"})
  void shapeThatDoesNotFitTheData(String shape) throws IOException {
    write(header("[0, 8]").replace("[2]", shape), new byte[8]);
    refused("tensor a has 8 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[-2]", "[-1, -2]", "[2.0]", "[\"2\"]", "[null]"})
  void wrongShape(String shape) throws IOException {
    write(header("[0, 8]").replace("[2]", shape), new byte[8]);
    refused("tensor a is described wrongly");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"BF16\"", "\"F64\"", "\"I64\"", "\"\"", "32", "null"})
  void unknownType(String type) throws IOException {
    write(header("[0, 8]").replace("\"F32\"", type), new byte[8]);
    refused("tensor a has type " + type);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\": 1}", "{\"a\": null}", "{\"a\": []}", "{\"a\": {}}"})
  void entryThatDescribesNoTensor(String header) throws IOException {
    write(header, new byte[8]);
    refused("tensor a has type");
  }

  @Test
  void absentAndMisshapenTensorsAreNamed() throws IOException {
    write(header("[0, 8]"), new byte[8]);
    try (TensorFile read = TensorFile.read(manager, file)) {
      SppdetException absent = assertThrows(SppdetException.class, () -> read.shape("b"));
      assertNamed(absent, "tensor b is missing");
      absent = assertThrows(SppdetException.class, () -> read.get(manager, "b", 2));
      assertNamed(absent, "tensor b is missing");
      SppdetException misshapen =
          assertThrows(SppdetException.class, () -> read.get(manager, "a", 2, 1));
      assertNamed(misshapen, "tensor a has shape (2), expected (2, 1)");
    }
  }

  private static String header(String offsets) {
    return "{\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": " + offsets + "}}";
  }

  private void write(String header, byte[] data) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(file, bytes.putLong(json.length).put(json).put(data).array());
  }

  private void refused(String reason) {
    SppdetException e =
        assertThrows(SppdetException.class, () -> TensorFile.read(manager, file).close());
    assertNamed(e, reason);
  }

  private void assertNamed(SppdetException e, String reason) {
    assertEquals(Kind.MODEL, e.kind());
    assertEquals(file.toString(), e.subject());
    assertTrue(e.reason().contains(reason), e.reason());
    assertEquals(1, e.reason().lines().count(), e.reason());
  }
}
