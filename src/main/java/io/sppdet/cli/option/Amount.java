package io.sppdet.cli.option;

import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A whole number such as {@code 200000000}, or {@code 200M}, or {@code 0.2G}; k is 1,000. */
final class Amount implements ITypeConverter<Long> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,9})?)([kMG]?)");
  private static final Map<String, Long> UNITS =
      Map.of("", 1L, "k", 1_000L, "M", 1_000_000L, "G", 1_000_000_000L);

  @Override
  public Long convert(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new TypeConversionException("'" + text + "' is not a number such as 5000000 or 5M");
    }
    BigDecimal number = new BigDecimal(form.group(1));
    return number.multiply(BigDecimal.valueOf(UNITS.get(form.group(2)))).longValue();
  }
}
