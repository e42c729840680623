package io.sppdet.output;

import java.util.HashSet;
import java.util.Set;

/**
 * COCO's number of each image: that in its file's name, as 5 in {@code 000005.jpg}; else, or if
 * another image has it, the least above 0 that none has yet. So all of a set are numbered by their
 * names, or all by their places.
 */
final class CocoImageIds {
  private final Set<Long> taken = new HashSet<>();
  private long last;

  long next(String file) {
    String stem = PhotoName.of(file).stem();
    if (stem.matches("\\d{1,15}")) { // exact also where numbers are doubles
      long number = Long.parseLong(stem);
      if (taken.add(number)) {
        return number;
      }
    }
    do {
      last++;
    } while (!taken.add(last));
    return last;
  }
}
