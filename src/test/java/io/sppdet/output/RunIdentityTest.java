package io.sppdet.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;
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
    assertEquals(
        Optional.empty(),
        identity("{'a': '1', 'b': '2'}").difference(identity("{'b': '2', 'a': '1'}")));
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
    assertEquals(Optional.of("is of a run with another " + difference), run.difference(other));
  }
}
