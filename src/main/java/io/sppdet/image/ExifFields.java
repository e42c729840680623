package io.sppdet.image;

import com.drew.imaging.tiff.TiffProcessingException;
import com.drew.imaging.tiff.TiffReader;
import com.drew.lang.ByteArrayReader;
import com.drew.lang.RandomAccessReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.Tag;
import com.drew.metadata.exif.ExifDirectoryBase;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifSubIFDDirectory;
import com.drew.metadata.exif.ExifTiffHandler;
import com.drew.metadata.exif.GpsDirectory;
import java.io.IOException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a camera wrote beside the pixels, by EXIF 2.3's names such as {@code DateTimeOriginal},
 * {@code Model}, {@code FNumber}; how they are spelt, as to case, spaces and dashes, does not
 * matter.
 *
 * @param names the fields wanted
 */
public record ExifFields(List<String> names) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** When the photo was taken, as {@code 2024:05:01 12:30:00}. */
  public static final String DATE = "DateTimeOriginal";

  private static final String LATITUDE = "gpslatitude";
  private static final String LONGITUDE = "gpslongitude";

  private static final int MOST_TAGS = 1 << 16;

  /** No fields. */
  public static final ExifFields NONE = new ExifFields(List.of());

  public ExifFields {
    names = List.copyOf(names);
  }

  /** Whether there is a field of this name. */
  public static boolean exists(String name) {
    return Stream.of(new ExifIFD0Directory(), new ExifSubIFDDirectory(), new GpsDirectory())
        .anyMatch(
            directory ->
                IntStream.range(0, MOST_TAGS)
                    .filter(directory::hasTagName)
                    .anyMatch(tag -> key(directory.getTagName(tag)).equals(key(name))));
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  /**
   * Those that are in the file, in the order wanted: numbers as numbers, places in degrees (north
   * and east positive), heights below the sea negative, days and times as EXIF writes them, else
   * text. A number that is none, a place not on earth and a day not in the calendar are left out,
   * and so is what can't be read.
   */
  Map<String, Object> of(FileStructure file) {
    if (names.isEmpty()) {
      return Map.of(); // without looking for any
    }
    Map<String, Object> found = found(file.exif());
    Map<String, Object> wanted = new LinkedHashMap<>();
    for (String name : names) {
      Object value = found.get(key(name));
      if (value != null) {
        wanted.put(name, value);
      }
    }
    return wanted;
  }

  private static Map<String, Object> found(List<byte[]> blocks) {
    Metadata metadata = new Metadata();
    blocks.forEach(block -> read(block, metadata));
    Map<String, Object> found = new HashMap<>();
    for (ExifDirectoryBase directory : metadata.getDirectoriesOfType(ExifDirectoryBase.class)) {
      for (Tag tag : directory.getTags()) {
        Object value = ExifValue.of(directory, tag.getTagType());
        if (value != null) {
          found.putIfAbsent(key(tag.getTagName()), value);
        }
      }
    }
    for (GpsDirectory gps : metadata.getDirectoriesOfType(GpsDirectory.class)) {
      found.remove(LATITUDE); // three numbers each, without north or south
      found.remove(LONGITUDE);
      ExifValue.place(gps)
          .ifPresent(
              place -> {
                found.put(LATITUDE, place.getLatitude());
                found.put(LONGITUDE, place.getLongitude());
              });
    }
    return found;
  }

  /**
   * Nothing but directories of EXIF: what else the library reads (XMP, colour profiles, the makers'
   * own notes) may unpack without end, or name files and addresses to open.
   */
  private static void read(byte[] block, Metadata metadata) {
    ExifTiffHandler fieldsAlone =
        new ExifTiffHandler(metadata, null, 0) {
          @Override
          public boolean customProcessTag(
              int offset, Set<Integer> done, int start, RandomAccessReader in, int tag, int bytes) {
            return false;
          }
        };
    try {
      new TiffReader().processTiff(new ByteArrayReader(block), fieldsAlone, 0);
    } catch (TiffProcessingException | IOException | RuntimeException e) {
      // the pixels can be fine all the same
    }
  }
}
