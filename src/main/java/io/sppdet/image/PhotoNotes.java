package io.sppdet.image;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What there is to say of a photo beside its pixels, from the same bytes.
 *
 * @param exif the fields of EXIF that were asked for and are there, in the order asked for
 * @param damage why not all of its pixels are right; null when they are
 */
public record PhotoNotes(Map<String, Object> exif, String damage) {
  /** Nothing. */
  public static final PhotoNotes NONE = new PhotoNotes(Map.of(), null);

  public PhotoNotes {
    exif = Collections.unmodifiableMap(new LinkedHashMap<>(exif));
  }
}
