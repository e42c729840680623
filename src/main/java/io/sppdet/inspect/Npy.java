package io.sppdet.inspect;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.files.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * An array for NumPy: an {@code .npy} file of version 1.0, little-endian, in C order (the last
 * index runs fastest).
 *
 * @param dtype NumPy's name of the element's type, such as {@code float32}
 * @param shape sides, slowest index first
 * @param bytes the elements
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Npy(String dtype, int[] shape, byte[] bytes) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

  /** The elements begin at a multiple of this. */
  private static final int ALIGNMENT = 64;

  static Npy of(float[] values, int... shape) {
    return new Npy(
        "float32",
        shape,
        bytes(shape, values.length, Float.BYTES, to -> to.asFloatBuffer().put(values)));
  }

  static Npy of(double[] values, int... shape) {
    return new Npy(
        "float64",
        shape,
        bytes(shape, values.length, Double.BYTES, to -> to.asDoubleBuffer().put(values)));
  }

  static Npy of(int[] values, int... shape) {
    return new Npy(
        "int32",
        shape,
        bytes(shape, values.length, Integer.BYTES, to -> to.asIntBuffer().put(values)));
  }

  /** Unsigned. */
  static Npy of(byte[] values, int... shape) {
    return new Npy("uint8", shape, bytes(shape, values.length, 1, to -> to.put(values)));
  }

  private static byte[] bytes(int[] shape, int length, int size, Consumer<ByteBuffer> fill) {
    int count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    if (count != length) {
      throw new IllegalArgumentException(
          length + " values don't have the shape " + Arrays.toString(shape));
    }
    ByteBuffer buffer =
        ByteBuffer.allocate(Math.multiplyExact(length, size)).order(ByteOrder.LITTLE_ENDIAN);
    fill.accept(buffer);
    return buffer.array();
  }

  /**
   * Writes the file.
   *
   * @throws SppdetException OUTPUT when that can't be done
   */
  void write(Path file) {
    String dict =
        "{'descr': '"
            + descr()
            + "', 'fortran_order': False, 'shape': ("
            + Arrays.stream(shape).mapToObj(side -> side + ",").collect(Collectors.joining(" "))
            + "), }";
    int unpadded = MAGIC.length + 2 + dict.length() + 1; // a length, and a line's end
    int header = dict.length() + 1 + Math.floorMod(-unpadded, ALIGNMENT);
    ByteBuffer all = ByteBuffer.allocate(MAGIC.length + 2 + header + bytes.length);
    all.order(ByteOrder.LITTLE_ENDIAN).put(MAGIC).putShort((short) header);
    all.put(
        (dict + " ".repeat(header - dict.length() - 1) + "\n").getBytes(StandardCharsets.UTF_8));
    all.put(bytes);
    try {
      WholeFile.write(file, all.array());
    } catch (IOException e) {
      throw new SppdetException(
          Kind.OUTPUT, file.toString(), "can't be written: " + e.getMessage(), e);
    }
  }

  private String descr() {
    return switch (dtype) {
      case "float32" -> "<f4";
      case "float64" -> "<f8";
      case "int32" -> "<i4";
      default -> "|u1";
    };
  }
}
