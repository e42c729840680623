package io.sppdet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpzTest {
  @TempDir Path folder;

  private static ByteBuffer bytes(int n) {
    return ByteBuffer.allocate(n).order(ByteOrder.LITTLE_ENDIAN);
  }

  private Npz npz(String descr, String order, String shape, ByteBuffer data) throws IOException {
    String header =
        "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n".formatted(descr, order, shape);
    ByteBuffer npy = bytes(10 + header.length() + data.capacity());
    npy.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    npy.putShort((short) header.length()).put(header.getBytes(StandardCharsets.US_ASCII));
    npy.put(data.flip());
    byte[] array = new byte[npy.position()];
    npy.flip().get(array);
    Path file = folder.resolve("a.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("a.npy"));
      zip.write(array);
    }
    return Npz.read(file);
  }

  @Test
  void readsEveryTypeWeUse() throws IOException {
    Npz floats = npz("<f4", "False", "(2,)", bytes(8).putFloat(1.5f).putFloat(-2));
    assertEquals(Set.of("a"), floats.names());
    assertArrayEquals(new float[] {1.5f, -2}, floats.floats("a"));
    assertArrayEquals(
        new double[] {0.1}, npz("<f8", "False", "()", bytes(8).putDouble(0.1)).doubles("a"));
    assertArrayEquals(
        new int[] {7, -8}, npz("<i4", "False", "(1, 2)", bytes(8).putInt(7).putInt(-8)).ints("a"));
    assertArrayEquals(new int[] {-9}, npz("<i8", "False", "(1,)", bytes(8).putLong(-9)).ints("a"));
    Npz pixels = npz("|u1", "False", "(1, 1, 3)", bytes(3).put(new byte[] {0, 127, -1}));
    assertArrayEquals(new int[] {0, 127, 255}, pixels.ints("a"));
    assertArrayEquals(new int[] {1, 1, 3}, pixels.shape("a"));
  }

  /**
   * Values 0, 1, … of a (2, 3, 2) array, as they follow each other with the first index fastest.
   */
  @Test
  void fortranOrderIsMadeThatOfC() throws IOException {
    ByteBuffer data = bytes(48);
    for (int v : new int[] {0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11}) {
      data.putInt(v);
    }
    Npz npz = npz("<i4", "True", "(2, 3, 2)", data);
    assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, npz.ints("a"));
    assertArrayEquals(new int[] {2, 3, 2}, npz.shape("a"));
  }

  @Test
  void refusesWhatItWouldMisread() throws IOException {
    Npz fraction = npz("<f4", "False", "(1,)", bytes(4).putFloat(0.5f));
    assertThrows(IllegalArgumentException.class, () -> fraction.ints("a"));
    assertThrows(IllegalArgumentException.class, () -> fraction.floats("b"));
  }

  @Test
  void readsTheReferenceArrays() throws IOException {
    Npz npz = Npz.read(ReferenceFiles.of("roi_spp.npz"));
    assertArrayEquals(new int[] {6, 19, 25}, npz.shape("map"));
    assertEquals(6 * 19 * 25, npz.floats("map").length);
    assertArrayEquals(new double[] {1, 32, 31}, npz.doubles("geometry_a"));
    assertEquals(240, npz.ints("window_a").length);
  }
}
