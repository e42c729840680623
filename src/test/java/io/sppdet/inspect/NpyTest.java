package io.sppdet.inspect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.Npz;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A reader of NumPy's format gets back what was written; scripts/check-inspect-arrays uses NumPy.
 */
class NpyTest {
  @TempDir Path folder;

  @Test
  void allTypesAreReadBack() throws IOException {
    float[] floats = {1.5f, -0f, Float.MIN_VALUE, Float.MAX_VALUE, 1 / 3f, -7};
    double[] doubles = {Math.PI, -1e300, 0.1};
    int[] ints = {Integer.MIN_VALUE, -1, 0, Integer.MAX_VALUE};
    byte[] bytes = {0, 1, 127, (byte) 128, (byte) 255};
    Npz npz =
        readBack(
            Npy.of(floats, 1, 2, 3), Npy.of(doubles, 3), Npy.of(ints, 2, 2), Npy.of(bytes, 5, 1));
    assertArrayEquals(new int[] {1, 2, 3}, npz.shape("0"));
    assertArrayEquals(floats, npz.floats("0"));
    assertArrayEquals(new int[] {3}, npz.shape("1"));
    assertArrayEquals(doubles, npz.doubles("1"));
    assertArrayEquals(new int[] {2, 2}, npz.shape("2"));
    assertArrayEquals(ints, npz.ints("2"));
    assertArrayEquals(new int[] {5, 1}, npz.shape("3"));
    assertArrayEquals(new int[] {0, 1, 127, 128, 255}, npz.ints("3"));
  }

  @Test
  void anArrayMayBeEmpty() throws IOException {
    Npz npz = readBack(Npy.of(new double[0], 0, 7));
    assertArrayEquals(new int[] {0, 7}, npz.shape("0"));
    assertEquals(0, npz.doubles("0").length);
  }

  /**
   * As NumPy's format description asks: magic, version, a header that ends aligned in a newline.
   */
  @Test
  void headerIsAlignedAndEndsItsLine() throws IOException {
    Path file = folder.resolve("a.npy");
    for (int side : new int[] {1, 10, 1000, 100_000}) {
      Npy.of(new byte[side], side, 1, 1, 1).write(file);
      byte[] written = Files.readAllBytes(file);
      int start = written.length - side;
      assertEquals(0, start % 64);
      assertEquals('\n', written[start - 1]);
      assertEquals(start - 10, (written[8] & 0xff) + 256 * (written[9] & 0xff));
      String header = new String(written, 10, start - 10, StandardCharsets.US_ASCII).strip();
      assertEquals(
          "{'descr': '|u1', 'fortran_order': False, 'shape': (" + side + ", 1, 1, 1,), }", header);
    }
  }

  @Test
  void shapeMustFit() {
    assertThrows(IllegalArgumentException.class, () -> Npy.of(new int[5], 2, 3));
  }

  @Test
  void aFileThatCannotBeWrittenIsAnError() {
    Path file = folder.resolve("missing/a.npy");
    SppdetException e =
        assertThrows(SppdetException.class, () -> Npy.of(new int[1], 1).write(file));
    assertEquals(Kind.OUTPUT, e.kind());
    assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
  }

  private Npz readBack(Npy... arrays) throws IOException {
    Path zip = folder.resolve("arrays.npz");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (int i = 0; i < arrays.length; i++) {
        Path file = folder.resolve(i + ".npy");
        arrays[i].write(file);
        out.putNextEntry(new ZipEntry(i + ".npy"));
        out.write(Files.readAllBytes(file));
      }
    }
    return Npz.read(zip);
  }
}
