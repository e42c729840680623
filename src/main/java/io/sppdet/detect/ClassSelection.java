package io.sppdet.detect;

import io.sppdet.geometry.BoxVoting;
import io.sppdet.geometry.NonMaximumSuppression;
import java.util.List;

/**
 * What became of the regions of one class.
 *
 * @param classId of the class
 * @param regions all of them, the best first
 * @param suppressors of each of the first regions, those that reach the threshold: the index of the
 *     region that suppressed it, or −1 where it stays
 * @param voting moves the boxes that stay
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record ClassSelection(
    int classId, List<Candidate> regions, int[] suppressors, BoxVoting voting) {

  /** The regions that reach the threshold, the best first. */
  public List<Candidate> candidates() {
    return regions.subList(0, suppressors.length);
  }

  /** The regions that stay, the best first, in the boxes that the vote gives them. */
  List<Candidate> kept() {
    return NonMaximumSuppression.kept(suppressors).stream().map(this::voted).toList();
  }

  private Candidate voted(int i) {
    Candidate kept = regions.get(i);
    return new Candidate(kept.region(), kept.detection().at(voting.vote(kept.detection().box())));
  }
}
