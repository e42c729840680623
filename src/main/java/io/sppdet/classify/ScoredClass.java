package io.sppdet.classify;

/**
 * How much an image shows a class.
 *
 * @param label name of the class
 * @param classId index of the class in the model's list, from 0
 * @param score in [0, 1]
 */
public record ScoredClass(String label, int classId, double score) {}
