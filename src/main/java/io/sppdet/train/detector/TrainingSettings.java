package io.sppdet.train.detector;

import io.sppdet.head.BoxRegression;
import io.sppdet.head.Classifier;
import io.sppdet.head.Neck;
import io.sppdet.model.DetectorDescriptor;
import io.sppdet.operator.Precision;
import io.sppdet.pooling.roi.Pyramid;
import io.sppdet.proposal.ProposalMethod;
import io.sppdet.train.run.DataChoice;
import io.sppdet.train.run.FeatureStore;
import io.sppdet.train.run.Origin;
import io.sppdet.train.run.Workplace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What to train, from what, how, and where to.
 *
 * @param checkpoint how often the state of a run is kept
 */
public record TrainingSettings(
    DataChoice data,
    Architecture model,
    Recipe recipe,
    Workplace place,
    Duration checkpoint,
    Origin origin) {

  /**
   * What the detector is made of.
   *
   * @param init model directory whose backbone is taken
   * @param classifier what gives the margins
   * @param boxRegression what moves the boxes
   * @param lateral whether conv5 also takes the map at half the backbone's stride
   * @param pyramid how regions are pooled; null for what the start has
   * @param neck what gives the cells of conv5 context; null for what the start has
   * @param context whether what the whole image shows counts
   */
  public record Architecture(
      Path init,
      Classifier classifier,
      BoxRegression boxRegression,
      boolean lateral,
      Pyramid pyramid,
      Neck neck,
      boolean context) {}

  /**
   * How it is trained.
   *
   * @param fineTune how deep fine-tuning reaches
   * @param scales short sides fine-tuning draws from, in pixels; null to choose by the data set
   * @param testScales short sides of detection, in pixels; null for the largest of the scales
   * @param proposals method of the proposals; null to choose one by the data set
   * @param epochs how often fine-tuning shows each image, fractions are fine; null to choose by the
   *     data set
   * @param tuning how fine-tuning departs from the recipe
   * @param seed of all random choices
   * @param precision that the backbone's gradients are computed in
   * @param memory bytes the run may take; bounds the hard negatives kept
   */
  public record Recipe(
      FineTune fineTune,
      List<Integer> scales,
      List<Integer> testScales,
      ProposalMethod proposals,
      Double epochs,
      Tuning tuning,
      long seed,
      Precision precision,
      long memory) {}

  /** The same with all scales given. */
  TrainingSettings withScales(List<Integer> training, List<Integer> test) {
    Recipe scaled =
        new Recipe(
            recipe.fineTune,
            training,
            test,
            recipe.proposals,
            recipe.epochs,
            recipe.tuning,
            recipe.seed,
            recipe.precision,
            recipe.memory);
    return new TrainingSettings(data, model, scaled, place, checkpoint, origin);
  }

  /**
   * All that decides what a run gives, so that only the same run goes on where one was killed.
   *
   * @param init what it starts from, a checksum first
   * @param detector what it ends with: with the proposals and the pooling given or chosen
   * @param howOften epochs, given or chosen
   */
  String identity(
      String init, DetectorDescriptor detector, double howOften, List<FeatureStore.Entry> images) {
    List<String> parts = new ArrayList<>();
    parts.add("sppdet " + origin.version());
    parts.add("from " + init);
    parts.add(
        "fine-tuning "
            + recipe.fineTune
            + " "
            + model.lateral
            + " "
            + recipe.scales
            + " "
            + howOften
            + " "
            + recipe.tuning);
    parts.add("detector " + detector);
    parts.add(
        "seed " + recipe.seed + ", precision " + recipe.precision + ", memory " + recipe.memory);
    images.forEach(entry -> parts.add(entry.checksum() + " " + entry.image().objects()));
    return parts.stream().map(part -> part + "\n").collect(Collectors.joining());
  }
}
