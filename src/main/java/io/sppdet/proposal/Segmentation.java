package io.sppdet.proposal;

/**
 * A partition of an image into connected regions.
 *
 * @param regions how many there are
 * @param labels {@code (height, width)} number of each pixel's region, from 0
 */
@SuppressWarnings("ArrayRecordComponent") // a large buffer, compared by nobody
record Segmentation(int width, int height, int regions, int[] labels) {}
