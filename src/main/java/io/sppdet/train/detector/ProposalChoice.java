package io.sppdet.train.detector;

import io.sppdet.dataset.LabelledImage;
import io.sppdet.error.Count;
import io.sppdet.error.SppdetException;
import io.sppdet.eval.ProposalRecall;
import io.sppdet.image.ImageReader;
import io.sppdet.proposal.ProposalGenerator;
import io.sppdet.proposal.ProposalMethod;
import io.sppdet.train.run.Progress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Chooses how boxes are proposed: what no proposal covers can't be detected, and what covers more
 * takes longer. Takes the first of some ways, the fastest first, that reaches enough of the objects
 * of a sample of the data set; if none does, the one that reaches most.
 */
final class ProposalChoice {
  private static final List<ProposalMethod> METHODS =
      List.of(ProposalMethod.FAST, ProposalMethod.FINE);

  private static final int SAMPLE = 40;

  /** On VOC's photos the fastest way reaches .94. */
  private static final double ENOUGH = 0.92;

  private ProposalChoice() {}

  static ProposalMethod choose(List<LabelledImage> images, long seed, Progress progress) {
    List<LabelledImage> sample = new ArrayList<>(images);
    sample.removeIf(image -> image.objects().isEmpty());
    Collections.shuffle(sample, new Random(seed));
    sample = sample.subList(0, Math.min(SAMPLE, sample.size()));
    ProposalMethod best = METHODS.get(0);
    double most = -1;
    for (ProposalMethod method : METHODS) {
      double recall = recall(sample, method, progress);
      progress.note(
          String.format(
              Locale.ROOT,
              "%s proposals reach %.1f %% of the objects of %s",
              method,
              100 * recall,
              Count.of(sample.size(), "image")));
      if (recall > most) {
        best = method;
        most = recall;
      }
      if (recall >= ENOUGH) {
        break;
      }
    }
    return best;
  }

  private static double recall(
      List<LabelledImage> sample, ProposalMethod method, Progress progress) {
    ProposalGenerator proposals = method.generator();
    ProposalRecall recall = new ProposalRecall();
    progress.begin("trying " + method, sample.size(), 0);
    for (int i = 0; i < sample.size(); i++) {
      try {
        recall.add(
            sample.get(i).objects(),
            proposals.propose(new ImageReader().read(sample.get(i).image())));
      } catch (SppdetException e) {
        // an unreadable image is reported when the features are made
      }
      progress.done(i + 1, "");
    }
    double reached = recall.result().recall50();
    return Double.isNaN(reached) ? 1 : reached;
  }
}
