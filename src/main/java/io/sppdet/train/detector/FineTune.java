package io.sppdet.train.detector;

/** How deep fine-tuning reaches. */
public enum FineTune {
  /** Nothing: conv5, fc6 and fc7 are those of the model one starts from. */
  NONE,

  /** The fully connected layers only; conv5 is a fixed projection of the frozen map. */
  FC,

  /** conv5 and the fully connected layers, on the maps of a frozen backbone. */
  CONV5,

  /** The last blocks of the backbone too, through spatial pyramid pooling. */
  CONV;

  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
