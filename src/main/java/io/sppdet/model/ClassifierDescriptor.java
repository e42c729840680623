package io.sppdet.model;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.files.FileName;
import io.sppdet.pooling.roi.Pyramid;
import io.sppdet.pooling.roi.Reduction;
import java.util.List;
import java.util.Objects;

/**
 * The {@code classifier} object of {@code model.json}. Only the first two fields must be there: the
 * others' defaults are a softmax on the mean of the backbone's map.
 *
 * @param file the learnt layers, safetensors: for a linear network {@code classifier.weight} (K, d)
 *     and {@code classifier.bias} (K), else fc1, fc2 and, on pixels, conv1, conv2; for SVMs also
 *     {@code platt} (K, 2)
 * @param classes names of the K classes; the index is the class id
 * @param network what stands between map and classes
 * @param head how the last layer's numbers become scores
 * @param pooling of a linear network: {@code spp:4,2,1}, {@code global-avg} or {@code global-max}
 * @param pool what becomes of the cells of a pyramid's bin
 * @param norm what is done to the pooled vector of a linear network
 * @param scales pixels the short side of an image is resized to, once a view; scores are their mean
 * @param flip whether each view is also shown mirrored
 * @param warp side of the square that images are distorted to instead; null to keep their shape
 * @param hidden outputs of fc1 of a network on a map; null for others
 */
public record ClassifierDescriptor(
    String file,
    List<String> classes,
    ClassifierNetwork network,
    ClassifierHead head,
    String pooling,
    Reduction pool,
    VectorNorm norm,
    List<Integer> scales,
    Boolean flip,
    Integer warp,
    Integer hidden) {
  private static final int MAX_SCALES = 16;
  private static final int MAX_SIDE = 4_000;
  private static final int MAX_LAYER = 1 << 16;

  public ClassifierDescriptor {
    check(FileName.isPlain(file), "file must be a plain name");
    classes = ClassNames.of(classes, "classifier");
    network = Objects.requireNonNullElse(network, ClassifierNetwork.LINEAR);
    head = Objects.requireNonNullElse(head, ClassifierHead.SOFTMAX);
    pooling = Objects.requireNonNullElse(pooling, "global-avg");
    pool = Objects.requireNonNullElse(pool, Reduction.MAX);
    norm = Objects.requireNonNullElse(norm, VectorNorm.NONE);
    scales = Objects.requireNonNullElse(scales, List.of(288)); // 260, what it learnt at, uncropped
    flip = Objects.requireNonNullElse(flip, false);
    check(
        !scales.isEmpty() && scales.size() <= MAX_SCALES,
        "scales must hold 1 to " + MAX_SCALES + " numbers");
    check(
        scales.stream().allMatch(s -> s != null && isFrom1To(MAX_SIDE, s)),
        "each of the scales must be from 1 to " + MAX_SIDE);
    check(warp == null || isFrom1To(MAX_SIDE, warp), "warp must be from 1 to " + MAX_SIDE);
    boolean hides = network == ClassifierNetwork.MAP_SPP;
    check(
        hides ? hidden != null && isFrom1To(MAX_LAYER, hidden) : hidden == null,
        "a map-spp network, and no other, has hidden outputs, from 1 to " + MAX_LAYER);
    check(
        head != ClassifierHead.SVM || network == ClassifierNetwork.LINEAR,
        "SVMs need a linear network");
    try {
      Pyramid.of(pooling, pool);
    } catch (IllegalArgumentException e) {
      throw new SppdetException(Kind.MODEL, "classifier", e.getMessage(), e);
    }
    scales = List.copyOf(scales);
  }

  private static boolean isFrom1To(int most, int value) {
    return value >= 1 && value <= most;
  }

  private static void check(boolean holds, String rule) {
    if (!holds) {
      throw new SppdetException(Kind.MODEL, "classifier", rule);
    }
  }

  /** The pooling of a linear network. */
  public Pyramid pyramid() {
    return Pyramid.of(pooling, pool);
  }

  /** The same classifier on other views of an image; null leaves what is. */
  public ClassifierDescriptor withViews(
      List<Integer> otherScales, Boolean otherFlip, Integer side) {
    return new ClassifierDescriptor(
        file,
        classes,
        network,
        head,
        pooling,
        pool,
        norm,
        otherScales == null ? scales : otherScales,
        otherFlip == null ? flip : otherFlip,
        side != null ? side : otherScales != null ? null : warp,
        hidden);
  }
}
