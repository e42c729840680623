package io.sppdet.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sppdet.backbone.BackboneDescriptor;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.files.FileName;
import io.sppdet.head.BoxRegression;
import io.sppdet.head.Classifier;
import io.sppdet.head.HeadSize;
import io.sppdet.head.Neck;
import io.sppdet.pooling.roi.Pyramid;
import io.sppdet.pooling.roi.Reduction;
import io.sppdet.proposal.ProposalMethod;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The {@code detector} object of {@code model.json}.
 *
 * @param file the learnt layers, safetensors
 * @param classes names of the object classes; the index is the class id
 * @param scales pixels the short side of an image is resized to; with several, each region is
 *     pooled from the one at which its area is nearest 224²
 * @param proposals method of the proposals the layers were trained on
 * @param levels bins a side of each pyramid level
 * @param pool what becomes of the cells of a bin; the maximum where none is given
 * @param conv5 channels of conv5
 * @param neck what gives the cells of conv5 context; {@link Neck#NONE} where none is given
 * @param fc6 size of fc6
 * @param fc7 size of fc7
 * @param classifier what gives the margins
 * @param boxRegression what moves the boxes
 * @param keep proposals that are scored, the most likely to hold an object; 0 for all, and where
 *     none is given
 * @param context share of what the whole image says of a class that is added to its margins; null
 *     for nothing
 * @param threshold default least score of a detection
 * @param nms default IoU of the non-maximum suppression
 */
public record DetectorDescriptor(
    String file,
    List<String> classes,
    List<Integer> scales,
    String proposals,
    List<Integer> levels,
    Reduction pool,
    int conv5,
    Neck neck,
    int fc6,
    int fc7,
    Classifier classifier,
    BoxRegression boxRegression,
    Integer keep,
    @JsonInclude(JsonInclude.Include.NON_NULL) Double context,
    double threshold,
    double nms) {
  private static final List<String> PROPOSALS =
      Arrays.stream(ProposalMethod.values()).map(ProposalMethod::toString).toList();

  private static final int MAX_SCALES = 16;

  /** With it, a square photo takes 1.5 GB; it is the network that needs most of them. */
  private static final int MAX_SHORT_SIDE = 4_000;

  private static final int MAX_LAYER = 1 << 16;

  public DetectorDescriptor {
    check(FileName.isPlain(file), "file must be a plain name");
    classes = ClassNames.of(classes, "detector");
    check(
        classes.stream().distinct().count() == classes.size(),
        "classes must hold each name once, or nobody could tell them apart");
    check(
        PROPOSALS.contains(String.valueOf(proposals)),
        "proposals must be one of " + String.join(", ", PROPOSALS));
    check(
        levels != null && !levels.isEmpty() && levels.stream().noneMatch(Objects::isNull),
        "levels must hold numbers");
    pool = Objects.requireNonNullElse(pool, Reduction.MAX);
    neck = Objects.requireNonNullElse(neck, Neck.NONE);
    keep = Objects.requireNonNullElse(keep, 0);
    try {
      new Pyramid(levels, pool);
    } catch (IllegalArgumentException e) {
      throw new SppdetException(Kind.MODEL, "detector", e.getMessage(), e);
    }
    check(
        scales != null && !scales.isEmpty() && scales.size() <= MAX_SCALES,
        "scales must hold 1 to " + MAX_SCALES + " numbers");
    check(
        scales.stream().allMatch(s -> s != null && s > 0 && s <= MAX_SHORT_SIDE),
        "each of the scales must be from 1 to " + MAX_SHORT_SIDE);
    check(classifier != null && boxRegression != null, "needs a classifier and a boxRegression");
    check(
        isLayerSize(conv5) && isLayerSize(fc6) && isLayerSize(fc7),
        "conv5, fc6 and fc7 must be from 1 to " + MAX_LAYER);
    check(keep >= 0, "keep must not be negative");
    check(
        keep == 0 || new Pyramid(levels, pool).coarse() != null,
        "keep needs a level of one or two bins a side");
    check(context == null || (context > 0 && context <= 1), "context must lie in (0, 1]");
    check(
        context == null || classifier == Classifier.SOFTMAX,
        "context is log-odds, which are added to those of a softmax");
    check(threshold >= 0 && threshold <= 1, "threshold must be from 0 to 1");
    check(nms >= 0 && nms <= 1, "nms must be from 0 to 1");
    scales = List.copyOf(scales);
    levels = List.copyOf(levels);
  }

  private static boolean isLayerSize(int size) {
    return size > 0 && size <= MAX_LAYER;
  }

  private static void check(boolean holds, String rule) {
    if (!holds) {
      throw new SppdetException(Kind.MODEL, "detector", rule);
    }
  }

  /** How regions are pooled. */
  public Pyramid pyramid() {
    return new Pyramid(levels, pool);
  }

  /** Sizes of the learnt layers behind this backbone. */
  public HeadSize headSize(BackboneDescriptor network) {
    return new HeadSize(
        new HeadSize.Cells(network.channels(), network.lateralChannels(), conv5, neck),
        pyramid().bins(),
        keep == 0 ? 0 : pyramid().coarse().bins(),
        context != null,
        fc6,
        fc7,
        new HeadSize.Outputs(classes.size(), classifier, boxRegression));
  }

  /** The same detector on images of other sizes. */
  public DetectorDescriptor withScales(List<Integer> other) {
    return with(other, keep, threshold);
  }

  /**
   * The same detector that scores another number of proposals.
   *
   * @param other 0 for all
   * @throws SppdetException MODEL if it has not learnt to choose
   */
  public DetectorDescriptor withKeep(int other) {
    check(other == 0 || keep > 0, "has not learnt which proposals to keep, and scores all");
    return with(scales, other, threshold);
  }

  /** The same detector with another default threshold. */
  public DetectorDescriptor withThreshold(double other) {
    return with(scales, keep, other);
  }

  private DetectorDescriptor with(List<Integer> otherScales, int otherKeep, double otherThreshold) {
    return new DetectorDescriptor(
        file,
        classes,
        otherScales,
        proposals,
        levels,
        pool,
        conv5,
        neck,
        fc6,
        fc7,
        classifier,
        boxRegression,
        otherKeep,
        context,
        otherThreshold,
        nms);
  }
}
