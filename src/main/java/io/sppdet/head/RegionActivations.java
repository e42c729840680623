package io.sppdet.head;

/**
 * The outputs of the layers behind the spatial pyramid, of R regions.
 *
 * @param fc6 {@code (R, fc6)}, after ReLU
 * @param fc7 {@code (R, fc7)}, after ReLU
 * @param logits {@code (R, logits)}: of a softmax with background last, else the SVMs' margins
 * @param scores margins and deltas made of them
 */
@SuppressWarnings("ArrayRecordComponent") // large buffers, compared by nobody
public record RegionActivations(float[] fc6, float[] fc7, float[] logits, RegionScores scores) {}
