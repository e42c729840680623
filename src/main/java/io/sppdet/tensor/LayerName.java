package io.sppdet.tensor;

/**
 * The name of a layer, which the names of its tensors begin with.
 *
 * @param name such as {@code fc6}
 */
public record LayerName(String name) {
  private static final String WEIGHT = ".weight";
  private static final String GAMMA = ".gamma";

  /** A matrix, or the filters of a convolution. */
  public String weight() {
    return name + WEIGHT;
  }

  public String bias() {
    return name + ".bias";
  }

  /** The right factor of a matrix that is stored as a product; the left one is the weight. */
  public String right() {
    return name + ".right";
  }

  /** Factors of the batch norm behind it. */
  public String gamma() {
    return name + GAMMA;
  }

  /** What that batch norm adds. */
  public String beta() {
    return name + ".beta";
  }

  /** Whether a tensor is of this layer. */
  public boolean has(String tensor) {
    return tensor.startsWith(name + ".");
  }

  /** Whether a tensor is the weight of some layer. */
  public static boolean isWeight(String tensor) {
    return tensor.endsWith(WEIGHT);
  }

  /** Whether a tensor holds the factors of some batch norm. */
  public static boolean isGamma(String tensor) {
    return tensor.endsWith(GAMMA);
  }

  @Override
  public String toString() {
    return name;
  }
}
