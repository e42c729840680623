package io.sppdet.cli;

import io.sppdet.proposal.ProposalMethod;
import java.util.Iterator;
import java.util.stream.Stream;

/** What a shell completes after {@code --proposals}. */
final class ProposalNames implements Iterable<String> {
  @Override
  public Iterator<String> iterator() {
    return names().iterator();
  }

  private static Stream<String> names() {
    return Stream.of(ProposalMethod.values()).map(ProposalMethod::toString);
  }

  /** The same where the choice may be left to the training. */
  static final class WithAuto implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.concat(Stream.of("auto"), names()).iterator();
    }
  }
}
