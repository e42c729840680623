package io.sppdet.detect;

/**
 * A region taken for an object of one class.
 *
 * @param region index of its proposal
 * @param detection class, score and the box after regression
 */
public record Candidate(int region, Detection detection) {}
