package io.sppdet.pooling.roi;

/**
 * The pooled vectors of RoIs of which some fall onto the same window, as small ones do: what comes
 * of a vector holds for all of them.
 *
 * @param vectors one a window
 * @param rowOf for each RoI the number of its vector
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record SharedVectors(RoiVectors vectors, int[] rowOf) {}
