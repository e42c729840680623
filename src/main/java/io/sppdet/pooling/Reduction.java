package io.sppdet.pooling;

/** What becomes of the cells of a bin: their maximum or their mean. */
public enum Reduction {
  MAX,
  AVERAGE
}
