package io.sppdet.model;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.files.FileName;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a model comes from.
 *
 * @param source data set, or upstream of converted weights
 * @param split split trained on; null where nothing was trained
 * @param images number of images the training saw
 * @param imageChecksums file with a line {@code sha256 id} for each of them; null where none
 * @param initialised name of the model the backbone was taken from; null where converted
 * @param command command line that made the model
 * @param seed of all random choices
 * @param date day of the training, ISO 8601
 * @param sppdet version of the program
 * @param notes figures of the training, in words
 */
public record Provenance(
    String source,
    String split,
    int images,
    String imageChecksums,
    String initialised,
    String command,
    long seed,
    String date,
    String sppdet,
    Map<String, String> notes) {
  public Provenance {
    if (imageChecksums != null && !FileName.isPlain(imageChecksums)) {
      throw new SppdetException(Kind.MODEL, "provenance", "imageChecksums must be a plain name");
    }
  }

  /** The same with one more note. */
  public Provenance with(String name, String note) {
    Map<String, String> more = new TreeMap<>(notes == null ? Map.of() : notes);
    more.put(name, note);
    return new Provenance(
        source, split, images, imageChecksums, initialised, command, seed, date, sppdet, more);
  }
}
