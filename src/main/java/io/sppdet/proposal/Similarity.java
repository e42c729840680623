package io.sppdet.proposal;

/**
 * Which similarities of two regions are added up (Uijlings et al. 2013, section 3.2): of colour, of
 * texture, of size, which joins small regions first, and of fill, which joins what fits together.
 */
record Similarity(boolean colour, boolean texture, boolean size, boolean fill) {
  static final Similarity ALL = new Similarity(true, true, true, true);
  static final Similarity WITHOUT_COLOUR = new Similarity(false, true, true, true);
  static final Similarity FILL = new Similarity(false, false, false, true);
  static final Similarity SIZE = new Similarity(false, false, true, false);
}
