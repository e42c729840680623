package io.sppdet.image;

import com.drew.lang.GeoLocation;
import com.drew.lang.Rational;
import com.drew.metadata.Directory;
import com.drew.metadata.StringValue;
import com.drew.metadata.exif.ExifDirectoryBase;
import com.drew.metadata.exif.GpsDirectory;
import java.lang.reflect.Array;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The values of EXIF fields: what a camera can't have meant is none. */
final class ExifValue {
  private static final Set<Integer> TIMES =
      Set.of(
          ExifDirectoryBase.TAG_DATETIME,
          ExifDirectoryBase.TAG_DATETIME_ORIGINAL,
          ExifDirectoryBase.TAG_DATETIME_DIGITIZED);

  /** As the standard has it, or with other signs between the numbers. */
  private static final Pattern TIME =
      Pattern.compile(
          "(\\d{4})[:/.-](\\d{2})[:/.-](\\d{2})(?:[ T](\\d{2}):(\\d{2}):(\\d{2}))?\\D?.*");

  private static final DateTimeFormatter EXIF_TIME =
      DateTimeFormatter.ofPattern("uuuu:MM:dd HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter EXIF_DAY =
      DateTimeFormatter.ofPattern("uuuu:MM:dd", Locale.ROOT);

  private static final int BELOW_SEA = 1;
  private static final int BELOW_ELLIPSOID = 3; // since EXIF 3.0

  private static final int MOST_LATITUDE = 90;
  private static final int MOST_LONGITUDE = 180;

  private ExifValue() {}

  /** A number, or text; null for what is neither. */
  static Object of(Directory directory, int tag) {
    Object value = directory.getObject(tag);
    if (value instanceof Rational ratio) {
      if (!isNumber(ratio)) {
        return null;
      }
      double number = ratio.doubleValue();
      return number > 0 && isDepth(directory, tag) ? -number : number;
    } else if (value instanceof Number number) {
      return isNumber(number) ? number : null;
    } else if (value instanceof StringValue || value instanceof String) {
      String text = value.toString().strip();
      boolean day = directory instanceof GpsDirectory && tag == GpsDirectory.TAG_DATE_STAMP;
      return day || TIMES.contains(tag) ? time(text, day ? EXIF_DAY : EXIF_TIME) : text;
    } else if (value != null && value.getClass().isArray() && !areNumbers(value)) {
      return null;
    }
    return directory.getString(tag);
  }

  /** Whether it is a height that counts downwards: its size alone is in the field. */
  private static boolean isDepth(Directory directory, int tag) {
    if (!(directory instanceof GpsDirectory) || tag != GpsDirectory.TAG_ALTITUDE) {
      return false;
    }
    Integer reference = directory.getInteger(GpsDirectory.TAG_ALTITUDE_REF);
    return reference != null && (reference == BELOW_SEA || reference == BELOW_ELLIPSOID);
  }

  private static boolean areNumbers(Object array) {
    return IntStream.range(0, Array.getLength(array))
        .allMatch(i -> !(Array.get(array, i) instanceof Number number) || isNumber(number));
  }

  private static boolean isNumber(Number number) {
    boolean divided = !(number instanceof Rational ratio) || ratio.getDenominator() != 0;
    return divided && Double.isFinite(number.doubleValue());
  }

  private static String time(String text, DateTimeFormatter format) {
    Matcher parts = TIME.matcher(text);
    if (!parts.matches() || (parts.group(4) == null && format == EXIF_TIME)) {
      return null;
    }
    int[] numbers =
        IntStream.rangeClosed(1, 6)
            .map(i -> parts.group(i) == null ? 0 : Integer.parseInt(parts.group(i)))
            .toArray();
    try {
      return LocalDateTime.of(
              numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5])
          .format(format);
    } catch (DateTimeException e) {
      return null; // 0000:00:00 is what a camera writes whose clock was never set
    }
  }

  /** Where the camera was, if that is a place on earth. */
  static Optional<GeoLocation> place(GpsDirectory gps) {
    Object latitude = gps.getObject(GpsDirectory.TAG_LATITUDE);
    Object longitude = gps.getObject(GpsDirectory.TAG_LONGITUDE);
    GeoLocation place = gps.getGeoLocation();
    boolean known =
        place != null
            && latitude instanceof Rational[]
            && longitude instanceof Rational[]
            && areNumbers(latitude)
            && areNumbers(longitude)
            && isOneOf(gps.getString(GpsDirectory.TAG_LATITUDE_REF), "N", "S")
            && isOneOf(gps.getString(GpsDirectory.TAG_LONGITUDE_REF), "E", "W")
            && Math.abs(place.getLatitude()) <= MOST_LATITUDE
            && Math.abs(place.getLongitude()) <= MOST_LONGITUDE;
    return known ? Optional.of(place) : Optional.empty();
  }

  /** To the library all is north that is not S, and east that is not W. */
  private static boolean isOneOf(String side, String one, String other) {
    return one.equalsIgnoreCase(side) || other.equalsIgnoreCase(side);
  }
}
