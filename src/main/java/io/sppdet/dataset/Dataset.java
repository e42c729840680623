package io.sppdet.dataset;

import io.sppdet.error.SppdetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Labelled images in splits, whatever format they are kept in. Dirt is skipped and kept in {@link
 * #warnings()}; only what leaves nothing to read is an error.
 */
public interface Dataset {
  /** The name of the one split of a data set that has none. */
  String ALL = "all";

  /**
   * Opens a data set.
   *
   * @param path its folder, or the one file that describes it
   * @param format AUTO finds it out
   * @throws SppdetException DATASET when there is none of that format
   */
  static Dataset open(Path path, DatasetFormat format) {
    return switch (format == DatasetFormat.AUTO ? DatasetFormat.of(path) : format) {
      case VOC -> VocDataset.open(path);
      case COCO -> CocoDataset.open(path);
      case YOLO -> YoloDataset.open(path);
      case FOLDERS -> FolderDataset.open(path);
      case AUTO -> throw new IllegalStateException("a format was to be found");
    };
  }

  /** The format, never AUTO. */
  DatasetFormat format();

  /** Names of the splits; {@link #ALL} alone where there are none. */
  List<String> splits();

  /**
   * The images of a split in its order, each once, without those that can't be used.
   *
   * @throws SppdetException DATASET when there is no such split or its list can't be read
   */
  List<LabelledImage> split(String name);

  /** The classes, in order, that a detector trained on these images of the data set has. */
  List<String> classNames(List<LabelledImage> images);

  /**
   * The numbers by which COCO's results name the images of a split and the classes: the data set's
   * own where it has them.
   */
  default CocoIds cocoIds(List<LabelledImage> split, List<String> classes) {
    return CocoIds.of(split, classes);
  }

  /** Whether it reads this file, as a list, labels or description; images aside. */
  boolean reads(Path file);

  /** What was skipped in the splits read so far, each thing once. */
  List<DatasetWarning> warnings();

  /** The images of all splits, each once. */
  default List<LabelledImage> images() {
    Map<Path, LabelledImage> images = new LinkedHashMap<>();
    for (String split : splits()) {
      split(split).forEach(image -> images.putIfAbsent(image.image(), image));
    }
    return new ArrayList<>(images.values());
  }
}
