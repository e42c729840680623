package io.sppdet.cli.option;

import io.sppdet.proposal.ProposalMethod;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Name of a proposal method, or {@code auto}. */
public final class ProposalName implements ITypeConverter<String>, Iterable<String> {
  /** Whichever the data need. */
  public static final String AUTO = "auto";

  private static final List<String> NAMES =
      Stream.concat(
              Stream.of(AUTO), Stream.of(ProposalMethod.values()).map(ProposalMethod::toString))
          .toList();

  @Override
  public String convert(String name) {
    if (!NAMES.contains(name)) {
      throw new TypeConversionException(
          "expected one of " + String.join(", ", NAMES) + " but was '" + name + "'");
    }
    return name;
  }

  @Override
  public Iterator<String> iterator() {
    return NAMES.iterator();
  }
}
