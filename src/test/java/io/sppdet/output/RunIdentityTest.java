package io.sppdet.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunIdentityTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static RunIdentity identity(String json) throws IOException {
    return RunIdentity.of(JSON.readTree(json.replace('\'', '"')));
  }

  @Test
  void sameRunGoesOnInWhateverOrderItWasKept() throws IOException {
    identity("{'a': '1', 'b': '2'}").refuseOther(identity("{'b': '2', 'a': '1'}"), "x", "y");
  }

  /** In the order of the run that goes on; what only one of them has is a difference too. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a': '1', 'b': '2'} | {'b': '3', 'a': '0'} | a (0, now 1)",
        "{'a': '1', 'b': '2'} | {'a': '1'} | b (none, now 2)",
        "{'a': '1'} | {'a': '1', 'b': '2'} | b (2, now none)",
        "{'a': '1'} | [] | a (none, now 1)",
      })
  void firstDifferenceIsNamed(String now, String kept, String difference) throws IOException {
    RunIdentity run = identity(now);
    RunIdentity other = identity(kept);
    SppdetException e =
        assertThrows(SppdetException.class, () -> run.refuseOther(other, "out", "choose"));
    assertEquals(Kind.USAGE, e.kind());
    assertEquals("out", e.subject());
    assertEquals("is of a run with another " + difference + "; choose", e.reason());
  }
}
