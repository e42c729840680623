package io.sppdet.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Sha256Test {
  /** FIPS 180-2, appendix B: its two short messages, and a million times the letter a. */
  @ParameterizedTest
  @CsvSource({
    "abc,1,ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq,1,"
        + "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
    "a,1000000,cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
  })
  void isThatOfTheStandard(String text, int times, String digits, @TempDir Path folder)
      throws IOException {
    byte[] message = text.repeat(times).getBytes(StandardCharsets.US_ASCII);
    assertEquals(digits, Sha256.of(message));
    assertEquals(digits, Sha256.of(Files.write(folder.resolve("message"), message)));
  }
}
