package io.sppdet.train.solver;

import io.sppdet.head.PlattScaling;

/**
 * Fits {@code P(right) = 1 / (1 + exp(a · margin + b))} by maximum likelihood: Platt 1999, with the
 * Newton iteration of Lin, Lin and Weng 2007 and their smoothed targets.
 */
public final class PlattFit {
  private static final int MAX_ITERATIONS = 100;
  private static final double MIN_STEP = 1e-10;
  private static final double RIDGE = 1e-12;
  private static final double TOLERANCE = 1e-5;

  /** How far a class's own sigmoid strays from that of all classes: standard deviations. */
  private static final double SLOPE_SPREAD = 0.3;

  private static final double OFFSET_SPREAD = 0.5;

  private final double[] margins;
  private final double[] targets;
  private final PlattScaling prior;

  private PlattFit(double[] margins, double[] targets, PlattScaling prior) {
    this.margins = margins;
    this.targets = targets;
    this.prior = prior;
  }

  /** The scaling that makes the given outcomes most likely. */
  public static PlattScaling of(double[] margins, boolean[] right) {
    int positives = 0;
    for (boolean r : right) {
      positives += r ? 1 : 0;
    }
    int negatives = right.length - positives;
    double high = (positives + 1.0) / (positives + 2.0);
    double low = 1.0 / (negatives + 2.0);
    double[] targets = new double[right.length];
    for (int i = 0; i < right.length; i++) {
      targets[i] = right[i] ? high : low;
    }
    return new PlattFit(margins, targets, null)
        .minimise(0, Math.log((negatives + 1.0) / (positives + 1.0)));
  }

  /**
   * The scaling that makes the outcomes most likely, given that it lies near another one (a normal
   * prior): a class with few outcomes keeps close to what holds for all classes.
   */
  public static PlattScaling near(PlattScaling prior, double[] margins, boolean[] right) {
    double[] targets = new double[right.length];
    for (int i = 0; i < right.length; i++) {
      targets[i] = right[i] ? 1 : 0;
    }
    return new PlattFit(margins, targets, prior).minimise(prior.a(), prior.b());
  }

  private PlattScaling minimise(double a, double b) {
    double value = loss(a, b);
    for (int iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
      double h11 = RIDGE;
      double h22 = RIDGE;
      double h21 = 0;
      double g1 = 0;
      double g2 = 0;
      if (prior != null) {
        h11 += 1 / square(SLOPE_SPREAD);
        h22 += 1 / square(OFFSET_SPREAD);
        g1 += (a - prior.a()) / square(SLOPE_SPREAD);
        g2 += (b - prior.b()) / square(OFFSET_SPREAD);
      }
      for (int i = 0; i < margins.length; i++) {
        double p = new PlattScaling(a, b).score(margins[i]);
        double d1 = targets[i] - p;
        double d2 = p * (1 - p);
        h11 += margins[i] * margins[i] * d2;
        h22 += d2;
        h21 += margins[i] * d2;
        g1 += margins[i] * d1;
        g2 += d1;
      }
      if (Math.abs(g1) < TOLERANCE && Math.abs(g2) < TOLERANCE) {
        break;
      }
      double determinant = h11 * h22 - h21 * h21;
      double da = -(h22 * g1 - h21 * g2) / determinant;
      double db = -(-h21 * g1 + h11 * g2) / determinant;
      double slope = g1 * da + g2 * db;
      double step = 1;
      double next = loss(a + da, b + db);
      // not (a < b): margins all alike make the determinant 0 and the next loss NaN
      while (!(next < value + 1e-4 * step * slope) && step > MIN_STEP) {
        step /= 2;
        next = loss(a + step * da, b + step * db);
      }
      if (step <= MIN_STEP) {
        break;
      }
      a += step * da;
      b += step * db;
      value = next;
    }
    return new PlattScaling(a, b);
  }

  private static double square(double x) {
    return x * x;
  }

  /** Negative log-likelihood, in a form that never takes the logarithm of 0, and the prior's. */
  private double loss(double a, double b) {
    double sum =
        prior == null
            ? 0
            : square((a - prior.a()) / SLOPE_SPREAD) / 2
                + square((b - prior.b()) / OFFSET_SPREAD) / 2;
    for (int i = 0; i < margins.length; i++) {
      double f = a * margins[i] + b;
      sum +=
          f >= 0
              ? targets[i] * f + Math.log1p(Math.exp(-f))
              : (targets[i] - 1) * f + Math.log1p(Math.exp(f));
    }
    return sum;
  }
}
