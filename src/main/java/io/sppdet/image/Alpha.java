package io.sppdet.image;

/** What a fourth sample of a pixel, or a second of a grey one, means. */
enum Alpha {
  /** Nothing is transparent. */
  NONE,
  /** Colours are as they would be without it. */
  STRAIGHT,
  /** Colours have been multiplied by it. */
  ASSOCIATED
}
