package io.sppdet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The arrays of a NumPy {@code .npz} file: float32, float64, int32, int64 and uint8, little-endian.
 * They are given in C order (the last index runs fastest) also where the file has them in Fortran
 * order.
 */
public final class Npz {
  private static final Pattern DESCR = Pattern.compile("'descr':\\s*'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order':\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([^)]*)\\)");

  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Entry(String type, int[] shape, ByteBuffer data) {
    int count() {
      int count = 1;
      for (int side : shape) {
        count = Math.multiplyExact(count, side);
      }
      return count;
    }

    double at(int i) {
      return switch (type) {
        case "<f4" -> data.getFloat(4 * i);
        case "<f8" -> data.getDouble(8 * i);
        case "<i4" -> data.getInt(4 * i);
        case "<i8" -> data.getLong(8 * i);
        case "|u1" -> data.get(i) & 0xff;
        default -> throw new IllegalStateException("unsupported type " + type);
      };
    }
  }

  private final Path file;
  private final Map<String, Entry> entries = new TreeMap<>();

  private Npz(Path file) {
    this.file = file;
  }

  public static Npz read(Path file) throws IOException {
    Npz npz = new Npz(file);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (Enumeration<? extends ZipEntry> e = zip.entries(); e.hasMoreElements(); ) {
        ZipEntry entry = e.nextElement();
        byte[] bytes = zip.getInputStream(entry).readAllBytes();
        npz.entries.put(entry.getName().replaceFirst("\\.npy$", ""), parse(bytes));
      }
    }
    return npz;
  }

  public Set<String> names() {
    return entries.keySet();
  }

  /** Sides of the array, slowest index first; empty for a scalar. */
  public int[] shape(String name) {
    return entry(name).shape.clone();
  }

  /** Every kind of array as doubles (an int64 beyond 2^53 is rounded). */
  public double[] doubles(String name) {
    Entry entry = entry(name);
    double[] values = new double[entry.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = entry.at(i);
    }
    return values;
  }

  /** A float32, float64 or uint8 array as floats; float64 is rounded. */
  public float[] floats(String name) {
    double[] values = doubles(name);
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  /** An integer array as ints; fails where a value is no int. */
  public int[] ints(String name) {
    double[] values = doubles(name);
    int[] ints = new int[values.length];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = (int) values[i];
      if (ints[i] != values[i]) {
        throw new IllegalArgumentException(name + " in " + file + " holds " + values[i]);
      }
    }
    return ints;
  }

  private Entry entry(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw new IllegalArgumentException("no array " + name + " in " + file + ": " + names());
    }
    return entry;
  }

  /** An {@code .npy} file: magic, version, length of the header, header (a Python dict), data. */
  private static Entry parse(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length < 10 || bytes[0] != (byte) 0x93 || bytes[1] != 'N') {
      throw new IllegalArgumentException("not an .npy array");
    }
    boolean version1 = bytes[6] == 1;
    int start = version1 ? 10 : 12;
    int length = version1 ? buffer.getShort(8) & 0xffff : buffer.getInt(8);
    String header = new String(bytes, start, length, StandardCharsets.UTF_8);
    int[] shape =
        Pattern.compile(",")
            .splitAsStream(field(SHAPE, header))
            .map(String::strip)
            .filter(side -> !side.isEmpty())
            .mapToInt(Integer::parseInt)
            .toArray();
    ByteBuffer data =
        buffer.position(start + length).slice().order(ByteOrder.LITTLE_ENDIAN).asReadOnlyBuffer();
    Entry entry = new Entry(field(DESCR, header), shape, data.order(ByteOrder.LITTLE_ENDIAN));
    return field(ORDER, header).equals("True") ? inOrderOfC(entry) : entry;
  }

  /** Moves the values of an array whose first index runs fastest. */
  private static Entry inOrderOfC(Entry fortran) {
    int count = fortran.count();
    int bytes = Integer.parseInt(fortran.type.substring(2));
    ByteBuffer data = ByteBuffer.allocate(count * bytes);
    for (int i = 0; i < count; i++) {
      int rest = i;
      int from = 0;
      int stride = count;
      for (int axis = fortran.shape.length - 1; axis >= 0; axis--) {
        stride /= fortran.shape[axis];
        from += rest % fortran.shape[axis] * stride;
        rest /= fortran.shape[axis];
      }
      data.put(i * bytes, fortran.data, from * bytes, bytes);
    }
    return new Entry(fortran.type, fortran.shape, data.order(ByteOrder.LITTLE_ENDIAN));
  }

  private static String field(Pattern pattern, String header) {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw new IllegalArgumentException("header without " + pattern + ": " + header);
    }
    return matcher.group(1);
  }
}
