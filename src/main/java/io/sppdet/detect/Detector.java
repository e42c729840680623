package io.sppdet.detect;

import io.sppdet.geometry.Box;
import io.sppdet.head.RegionScores;
import io.sppdet.image.Image;
import io.sppdet.model.DetectorDescriptor;
import io.sppdet.model.SppNet;
import io.sppdet.pooling.roi.RoiVectors;
import io.sppdet.pooling.roi.ScaledMap;
import io.sppdet.pooling.roi.SharedVectors;
import io.sppdet.proposal.ProposalGenerator;
import io.sppdet.proposal.ProposalMethod;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Set;

/**
 * SPP-net detection of one image: He et al. 2014, section 4.
 *
 * @param selectiveSearch proposes boxes
 * @param network backbone, conv5, pyramid and head; the caller closes it
 * @param selection which regions become detections
 */
public record Detector(ProposalGenerator selectiveSearch, SppNet network, Selection selection) {
  private static final int MAX_DETECTIONS = 100;

  /** With the model's own proposals, threshold and suppression, at most 100 objects an image. */
  public static Detector of(SppNet network) {
    DetectorDescriptor model = network.detector();
    return new Detector(
        ProposalMethod.of(model.proposals()).generator(),
        network,
        new Selection(model.threshold(), model.nms(), MAX_DETECTIONS, Set.of()));
  }

  /** Finds the objects of an image, the best first. */
  public List<Detection> detect(Image image) {
    return detect(image, selectiveSearch.propose(image), new Stopwatch());
  }

  /** The same with the proposals at hand, each stage's time added to a stopwatch. */
  public List<Detection> detect(Image image, List<Box> proposals, Stopwatch watch) {
    return detect(image, proposals, conv5(image, watch), watch);
  }

  /** The whole image, once through the convolutional layers; needs no proposals yet. */
  List<ScaledMap> conv5(Image image, Stopwatch watch) {
    return watch.time("conv", () -> network.conv5(image));
  }

  /** What comes behind the convolutional layers. */
  List<Detection> detect(Image image, List<Box> proposals, List<ScaledMap> conv5, Stopwatch watch) {
    SharedVectors pooled = watch.time("spp", () -> network.pooling().shared(conv5, proposals));
    RegionScores scores =
        watch.time(
            "fc_svm_boxes",
            () -> network.head().score(timed(pooled.vectors(), watch)).of(pooled.rowOf()));
    return watch.time(
        "nms",
        () ->
            selection.detections(
                image, proposals, scores, network.detector().classes(), network.head()));
  }

  /** They are pooled while they are scored, which is time of the pyramid all the same. */
  private static RoiVectors timed(RoiVectors pooled, Stopwatch watch) {
    return new RoiVectors() {
      @Override
      public int size() {
        return pooled.size();
      }

      @Override
      public void write(int from, int to, FloatBuffer vectors) {
        watch.time(
            "spp",
            () -> {
              pooled.write(from, to, vectors);
              return null;
            });
      }
    };
  }
}
