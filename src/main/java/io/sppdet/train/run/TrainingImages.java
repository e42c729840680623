package io.sppdet.train.run;

import io.sppdet.dataset.Dataset;
import io.sppdet.dataset.DatasetCheck;
import io.sppdet.dataset.DatasetWarning;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.dataset.SplitChoice;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The labelled images of a run.
 *
 * @param split what they are of the data set
 * @param chosen those images, and those a random split left
 * @param classes names of the classes, in the order of their ids
 */
public record TrainingImages(String split, SplitChoice.Chosen chosen, List<String> classes) {
  private static final double HELD_OUT = 0.1;

  /** Fewer images are said to be few. */
  private static final int FEW = 50;

  /**
   * Chooses the images of an open data set and tells of its dirt. Decoding is left to the features,
   * which tell of every image they can't use.
   *
   * @throws SppdetException DATASET when it is unfit, or dirty and that is an error
   */
  public static TrainingImages open(
      DataChoice data, Dataset dataset, long seed, int threads, Progress progress) {
    SplitChoice choice = SplitChoice.of(data.split(), "train", dataset);
    SplitChoice.Chosen chosen = choice.from(dataset, seed);
    List<DatasetWarning> dirt = new ArrayList<>(dataset.warnings());
    dirt.addAll(chosen.warnings());
    dirt.addAll(new DatasetCheck(threads).duplicates(choice.text(), chosen.images()));
    DatasetWarning.summary(dirt).forEach(progress::note);
    if (data.strict() && !dirt.isEmpty()) {
      throw fault(data.path(), "holds dirt, and none is allowed; sppdet dataset check lists it");
    }
    if (!teaches(chosen.images(), image -> image)) {
      String some =
          chosen.images().stream().allMatch(image -> image.objects().isEmpty())
              ? "holds no labelled objects"
              : "holds difficult objects only, from which nothing is learnt";
      throw fault(data.path(), "split \"" + choice.text() + "\" " + some);
    }
    if (chosen.images().size() < FEW) {
      progress.note(
          "few photos (%d); some hundred teach much more".formatted(chosen.images().size()));
    }
    return new TrainingImages(choice.text(), chosen, dataset.classNames(chosen.images()));
  }

  /** Whether there is an object to learn from. */
  public static <T> boolean teaches(List<T> entries, Function<T, LabelledImage> image) {
    return entries.stream()
        .flatMap(entry -> image.apply(entry).objects().stream())
        .anyMatch(object -> !object.difficult());
  }

  private static SppdetException fault(Path dataset, String reason) {
    return new SppdetException(Kind.DATASET, dataset.toString(), reason);
  }

  /**
   * Stored images in two parts.
   *
   * @param training what the layers learn from
   * @param heldOut a tenth, which only the calibration and the report see
   */
  public record Division<T>(List<T> training, List<T> heldOut) {}

  /**
   * Puts a tenth of the images aside; images of the same bytes stay together.
   *
   * @param checksum of an entry's image
   */
  public static <T> Division<T> divide(List<T> entries, Function<T, String> checksum, long seed) {
    Map<String, List<T>> same =
        entries.stream()
            .collect(Collectors.groupingBy(checksum, LinkedHashMap::new, Collectors.toList()));
    List<List<T>> shuffled = new ArrayList<>(same.values());
    Collections.shuffle(shuffled, new Random(seed));
    List<T> training = new ArrayList<>();
    List<T> heldOut = new ArrayList<>();
    for (List<T> group : shuffled) {
      (heldOut.size() < HELD_OUT * entries.size() ? heldOut : training).addAll(group);
    }
    return new Division<>(training, heldOut);
  }

  public List<LabelledImage> images() {
    return chosen.images();
  }
}
