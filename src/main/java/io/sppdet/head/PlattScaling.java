package io.sppdet.head;

/**
 * Turns a margin into the probability that the detection is right: {@code 1 / (1 + exp(a · margin +
 * b))} (Platt 1999). Monotone in the margin as long as {@code a} is negative.
 */
public record PlattScaling(double a, double b) {
  public double score(double margin) {
    return 1 / (1 + Math.exp(a * margin + b));
  }
}
