package io.sppdet.spark;

import java.util.Locale;

/** The forms that detections are written in on a cluster. */
enum ClusterFormat {
  /** What {@code detect --format jsonl} writes, in parts. */
  JSONL,
  /** The same documents as rows of nested columns. */
  PARQUET;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name of a part; those of a batch in the order of their names are in that of the photos. */
  String part(int index) {
    return String.format(Locale.ROOT, "part-%05d.%s", index, this);
  }
}
