package io.sppdet.train.detector;

import io.sppdet.dataset.DatasetFormat;
import io.sppdet.head.BoxRegression;
import io.sppdet.head.Classifier;
import io.sppdet.head.Neck;
import io.sppdet.model.DetectorDescriptor;
import io.sppdet.operator.Precision;
import io.sppdet.pooling.roi.Pyramid;
import io.sppdet.proposal.ProposalMethod;
import io.sppdet.train.run.FeatureStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What to train, from what, how, and where to.
 *
 * @param dataset its folder, or the file that describes it
 * @param format of the data set
 * @param split which of its images, as in {@link io.sppdet.dataset.SplitChoice}; null for the split
 *     train, or all where there are no splits
 * @param strict whether any dirt in the data set is an error
 * @param init model directory whose backbone is taken
 * @param output the new model directory; must not exist yet
 * @param cache folder for proposals and feature maps
 * @param fineTune how deep fine-tuning reaches
 * @param classifier what gives the margins
 * @param boxRegression what moves the boxes
 * @param lateral whether conv5 also takes the map at half the backbone's stride
 * @param pyramid how regions are pooled; null for what the start has
 * @param neck what gives the cells of conv5 context; null for what the start has
 * @param scales short sides fine-tuning draws from, in pixels; null to choose by the data set
 * @param testScales short sides of detection, in pixels; null for the largest of the scales
 * @param proposals method of the proposals; null to choose one by the data set
 * @param epochs how often fine-tuning shows each image, fractions are fine; null to choose by the
 *     data set
 * @param tuning how fine-tuning departs from the recipe
 * @param seed of all random choices
 * @param precision that the backbone's gradients are computed in
 * @param checkpoint how often the state of a run is kept
 * @param cleanCache whether the cache is removed at the end
 * @param memory bytes the run may take; bounds the hard negatives kept
 * @param threads images whose proposals are made at the same time
 * @param command command line, for the provenance
 * @param date ISO 8601 day, for the provenance
 * @param version of the program, for the provenance
 */
public record TrainingSettings(
    Path dataset,
    DatasetFormat format,
    String split,
    boolean strict,
    Path init,
    Path output,
    Path cache,
    FineTune fineTune,
    Classifier classifier,
    BoxRegression boxRegression,
    boolean lateral,
    Pyramid pyramid,
    Neck neck,
    List<Integer> scales,
    List<Integer> testScales,
    ProposalMethod proposals,
    Double epochs,
    Tuning tuning,
    long seed,
    Precision precision,
    Duration checkpoint,
    boolean cleanCache,
    long memory,
    int threads,
    String command,
    String date,
    String version) {
  /** The same with all scales given. */
  TrainingSettings withScales(List<Integer> training, List<Integer> test) {
    return new TrainingSettings(
        dataset,
        format,
        split,
        strict,
        init,
        output,
        cache,
        fineTune,
        classifier,
        boxRegression,
        lateral,
        pyramid,
        neck,
        training,
        test,
        proposals,
        epochs,
        tuning,
        seed,
        precision,
        checkpoint,
        cleanCache,
        memory,
        threads,
        command,
        date,
        version);
  }

  /**
   * All that decides what a run gives, so that only the same run goes on where one was killed.
   *
   * @param init checksums of what it starts from
   * @param detector what it ends with: with the proposals and the pooling given or chosen
   * @param howOften epochs, given or chosen
   */
  String identity(
      String init, DetectorDescriptor detector, double howOften, List<FeatureStore.Entry> images) {
    List<String> parts = new ArrayList<>();
    parts.add("sppdet " + version);
    parts.add("from " + init);
    parts.add(
        "fine-tuning " + fineTune + " " + lateral + " " + scales + " " + howOften + " " + tuning);
    parts.add("detector " + detector);
    parts.add("seed " + seed + ", precision " + precision + ", memory " + memory);
    images.forEach(entry -> parts.add(entry.checksum() + " " + entry.image().objects()));
    return parts.stream().map(part -> part + "\n").collect(Collectors.joining());
  }
}
