package io.sppdet.spark;

import io.sppdet.output.ResultCounts;
import java.io.Serializable;

/**
 * What a slice's one successful attempt has left.
 *
 * @param index of the slice in its batch
 * @param folder where its parts are
 */
record SliceResult(int index, String folder, ResultCounts counts) implements Serializable {
  private static final long serialVersionUID = 1L;
}
