package io.sppdet.backbone.efficientnet;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * How far values are from a reference.
 *
 * @param max largest difference over the largest value of the reference
 * @param mean mean difference over the mean value of the reference
 */
record MapError(double max, double mean) {
  static MapError of(float[] values, float[] reference) {
    assertEquals(reference.length, values.length, "number of values");
    double largest = 0;
    double sum = 0;
    double largestDifference = 0;
    double differences = 0;
    for (int i = 0; i < values.length; i++) {
      double difference = Math.abs((double) values[i] - reference[i]);
      largestDifference = Math.max(largestDifference, difference);
      differences += difference;
      largest = Math.max(largest, Math.abs(reference[i]));
      sum += Math.abs(reference[i]);
    }
    return new MapError(largestDifference / largest, differences / sum);
  }
}
