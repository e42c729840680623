package io.sppdet.train;

import io.sppdet.dataset.Dataset;
import io.sppdet.dataset.DatasetCheck;
import io.sppdet.dataset.DatasetWarning;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.dataset.SplitChoice;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * The labelled images of a run.
 *
 * @param split what they are of the data set
 * @param chosen those images, and those a random split left
 * @param classes names of the classes, in the order of their ids
 */
record TrainingImages(String split, SplitChoice.Chosen chosen, List<String> classes) {
  private static final double HELD_OUT = 0.1;

  /**
   * Opens the data set and tells of its dirt. Decoding is left to the features, which tell of every
   * image they can't use.
   *
   * @throws SppdetException DATASET when it is unfit, or dirty and that is an error
   */
  static TrainingImages open(TrainingSettings settings, Progress progress) {
    Dataset dataset = Dataset.open(settings.dataset(), settings.format());
    SplitChoice choice = SplitChoice.of(settings.split(), "train", dataset);
    SplitChoice.Chosen chosen = choice.from(dataset, settings.seed());
    List<DatasetWarning> dirt = new ArrayList<>(dataset.warnings());
    dirt.addAll(chosen.warnings());
    dirt.addAll(new DatasetCheck(settings.threads()).duplicates(choice.text(), chosen.images()));
    DatasetWarning.summary(dirt).forEach(progress::note);
    if (settings.strict() && !dirt.isEmpty()) {
      throw fault(settings, "holds dirt, which --strict refuses; sppdet dataset check lists it");
    }
    if (chosen.images().stream().allMatch(image -> image.objects().isEmpty())) {
      throw fault(settings, "split \"" + choice.text() + "\" holds no labelled objects");
    }
    return new TrainingImages(choice.text(), chosen, dataset.classNames(chosen.images()));
  }

  private static SppdetException fault(TrainingSettings settings, String reason) {
    return new SppdetException(Kind.DATASET, settings.dataset().toString(), reason);
  }

  /**
   * Stored images in two parts.
   *
   * @param training what the layers learn from
   * @param heldOut a tenth, which only the calibration and the report see
   */
  record Division(List<FeatureStore.Entry> training, List<FeatureStore.Entry> heldOut) {}

  /** Puts a tenth of the images aside; images of the same bytes stay together. */
  static Division divide(List<FeatureStore.Entry> entries, long seed) {
    Map<String, List<FeatureStore.Entry>> same =
        entries.stream()
            .collect(
                Collectors.groupingBy(
                    FeatureStore.Entry::checksum, LinkedHashMap::new, Collectors.toList()));
    List<List<FeatureStore.Entry>> shuffled = new ArrayList<>(same.values());
    Collections.shuffle(shuffled, new Random(seed));
    List<FeatureStore.Entry> training = new ArrayList<>();
    List<FeatureStore.Entry> heldOut = new ArrayList<>();
    for (List<FeatureStore.Entry> group : shuffled) {
      (heldOut.size() < HELD_OUT * entries.size() ? heldOut : training).addAll(group);
    }
    return new Division(training, heldOut);
  }

  List<LabelledImage> images() {
    return chosen.images();
  }
}
