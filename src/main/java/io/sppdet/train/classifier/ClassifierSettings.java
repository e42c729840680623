package io.sppdet.train.classifier;

import io.sppdet.model.ClassifierHead;
import io.sppdet.model.ClassifierNetwork;
import io.sppdet.pooling.roi.Pyramid;
import io.sppdet.train.run.DataChoice;
import io.sppdet.train.run.Origin;
import io.sppdet.train.run.Workplace;
import java.nio.file.Path;
import java.util.List;

/**
 * What classifier to train, from what, how, and where to.
 *
 * @param init model directory whose backbone is taken, if the network needs one
 * @param seed of all random choices
 */
public record ClassifierSettings(
    DataChoice data,
    Path init,
    Architecture model,
    Views views,
    Fit fit,
    long seed,
    Workplace place,
    Origin origin) {

  /**
   * What the classifier is made of.
   *
   * @param network what stands between map and classes
   * @param head what learns; null to choose by the data set
   * @param pooling of a linear network
   * @param hidden outputs of fc1 of a network on a map
   */
  public record Architecture(
      ClassifierNetwork network, ClassifierHead head, Pyramid pooling, int hidden) {}

  /**
   * How images are shown.
   *
   * @param scales short sides of the images, in pixels
   * @param flip whether mirrored images are shown too
   * @param warp side of the square images are distorted to; null to keep their shape
   */
  public record Views(List<Integer> scales, boolean flip, Integer warp) {}

  /**
   * How the head learns.
   *
   * @param c of the SVMs on vectors of norm 1; null to choose it on images held out
   * @param epochs how often images are shown to what learns by steps; null to choose by the network
   */
  public record Fit(Double c, Integer epochs) {
    /** Where nothing is given, c is chosen from here ... */
    public static final double LEAST_C = 0.1;

    /** ... to here. */
    public static final int MOST_C = 10;
  }
}
