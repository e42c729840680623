package io.sppdet.detect;

import io.sppdet.geometry.Box;
import io.sppdet.head.RegionScores;
import io.sppdet.image.Image;
import io.sppdet.model.DetectorDescriptor;
import io.sppdet.model.SppNet;
import io.sppdet.pooling.roi.ScaledMap;
import io.sppdet.pooling.roi.SharedVectors;
import io.sppdet.proposal.ProposalGenerator;
import io.sppdet.proposal.ProposalMethod;
import java.util.List;
import java.util.Set;

/**
 * The detector of a model: what takes each step of the {@link Pipeline}.
 *
 * @param selectiveSearch proposes boxes
 * @param network backbone, conv5, pyramid and head; the caller closes it
 * @param selection which regions become detections
 */
public record Detector(ProposalGenerator selectiveSearch, SppNet network, Selection selection)
    implements Pipeline {
  /** The most detections of an image, unless others are wanted. */
  public static final int MAX_DETECTIONS = 100;

  /**
   * With the model's own proposals, threshold and suppression, at most {@value #MAX_DETECTIONS}
   * objects an image.
   */
  public static Detector of(SppNet network) {
    DetectorDescriptor model = network.detector();
    return new Detector(
        ProposalMethod.of(model.proposals()).generator(),
        network,
        new Selection(model.threshold(), model.nms(), MAX_DETECTIONS, Set.of()));
  }

  @Override
  public List<Box> propose(Image image) {
    return selectiveSearch.propose(image);
  }

  @Override
  public List<ScaledMap> conv5(Image image) {
    return network.conv5(image);
  }

  @Override
  public List<Box> likely(List<ScaledMap> conv5, List<Box> proposals) {
    return network.likely(conv5, proposals);
  }

  @Override
  public SharedVectors pool(List<ScaledMap> conv5, List<Box> proposals) {
    return network.pooling().shared(conv5, proposals);
  }

  @Override
  public RegionScores score(SharedVectors pooled) {
    return network.head().score(pooled.vectors()).of(pooled.rowOf());
  }

  @Override
  public RegionScores inContext(Image image, List<ScaledMap> conv5, RegionScores scores) {
    return network.inContext(image, conv5, scores);
  }

  @Override
  public List<Detection> select(Image image, List<Box> proposals, RegionScores scores) {
    return selection.detections(
        image, proposals, scores, network.detector().classes(), network.head());
  }
}
