package io.sppdet.cli.option;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time with its unit, a millisecond at least and a day at most: 200ms, 0.5s, 2m, 1h. */
final class Interval implements ITypeConverter<Duration> {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s|m|h)?");
  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1000L, "m", 60_000L, "h", 3_600_000L);
  private static final long DAY = 86_400_000;

  @Override
  public Duration convert(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (matcher.matches()) {
      long unit = MILLIS.get(matcher.group(2) == null ? "s" : matcher.group(2));
      long millis =
          new BigDecimal(matcher.group(1))
              .multiply(BigDecimal.valueOf(unit))
              .setScale(0, RoundingMode.HALF_UP)
              .longValueExact();
      if (millis >= 1 && millis <= DAY) {
        return Duration.ofMillis(millis);
      }
    }
    throw new TypeConversionException(
        "'" + text + "' is no time from 1ms to 24h, such as 0.5s, 200ms or 2m");
  }
}
