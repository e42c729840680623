package io.sppdet.cli.command;

import io.sppdet.cli.option.DatasetOptions;
import io.sppdet.cli.option.Heading;
import io.sppdet.cli.option.JsonOption;
import io.sppdet.cli.option.Reads;
import io.sppdet.dataset.Dataset;
import io.sppdet.dataset.DatasetWarning;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.dataset.SplitChoice;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What each evaluation takes: the images, and where the figures go. */
@Heading("Input")
final class EvalOptions {
  @Mixin private DatasetOptions dataset;

  @Reads
  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      description =
          "Images to evaluate on: a split of the data set, or a list FILE.txt (default: val, or all"
              + " of a data set without splits).")
  private String split;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Only the first N images of the split (default: all).")
  private Integer limit;

  @Mixin private JsonOption json;

  /**
   * The images of a data set.
   *
   * @param split what they are called
   * @param all of the split
   * @param first as many of them as are evaluated
   */
  record Images(Dataset dataset, String split, List<LabelledImage> all, List<LabelledImage> first) {
    /** Those of other splits, as far as these can be read. */
    Collection<LabelledImage> others() {
      Map<Path, LabelledImage> others = new LinkedHashMap<>();
      for (String name : dataset.splits()) {
        try {
          dataset.split(name).forEach(image -> others.put(image.image(), image));
        } catch (SppdetException e) {
          // what is wrong with it is no matter of this evaluation
        }
      }
      all.forEach(image -> others.remove(image.image()));
      return others.values();
    }
  }

  /**
   * Opens the data set.
   *
   * @param boxes whether its labels have to say where things are
   * @param notes hear of its dirt
   */
  Images open(boolean boxes, Consumer<String> notes) {
    Dataset opened = boxes ? dataset.openWithBoxes() : dataset.open();
    SplitChoice choice = SplitChoice.of(split, "val", opened);
    if (choice.isRandom()) {
      throw SppdetException.ofSetting(
          "split " + split,
          "images are drawn by train, which writes those it left into MODEL_DIR/val.txt");
    }
    SplitChoice.Chosen chosen = choice.from(opened, 0);
    List<LabelledImage> images = chosen.images();
    List<DatasetWarning> dirt = new ArrayList<>(opened.warnings());
    dirt.addAll(chosen.warnings());
    DatasetWarning.summary(dirt).forEach(notes);
    if (images.isEmpty()) {
      throw new SppdetException(
          Kind.DATASET,
          dataset.path().toString(),
          "split \"" + choice.text() + "\" holds no usable image");
    }
    if (limit != null && limit < 1) {
      throw SppdetException.ofSetting("limit", "must be at least 1, not " + limit);
    }
    List<LabelledImage> first =
        images.subList(0, limit == null ? images.size() : Math.min(limit, images.size()));
    return new Images(opened, choice.text(), images, first);
  }

  /** The name of the data set. */
  String name() {
    return dataset.name();
  }

  /** Where the figures go. */
  Figures figures(PrintWriter out) {
    return Figures.open(out, json.file());
  }
}
