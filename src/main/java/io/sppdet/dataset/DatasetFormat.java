package io.sppdet.dataset;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.error.SppdetException.Remedy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How a data set is kept on disk. */
public enum DatasetFormat {
  /** Whichever of the others the files show. */
  AUTO,
  /** PASCAL VOC: an XML file an image. */
  VOC,
  /** COCO: a JSON file a split. */
  COCO,
  /** YOLO: a text file an image, with {@code data.yaml}, {@code obj.data} or a list of classes. */
  YOLO,
  /** A folder a class, for classification. */
  FOLDERS;

  /** The format of the data set at a path, by which files are there. */
  static DatasetFormat of(Path path) {
    if (!Files.exists(path)) {
      throw new SppdetException(Kind.DATASET, path, "data set folder does not exist", null);
    }
    List<DatasetFormat> found =
        Stream.of(VOC, COCO, YOLO).filter(format -> format.isAt(path)).toList();
    if (found.isEmpty() && CocoDataset.mayBeAt(path)) {
      return COCO;
    }
    if (found.isEmpty() && FolderDataset.isAt(path)) {
      return FOLDERS;
    }
    if (found.isEmpty()) {
      throw DatasetFiles.error(path, NoDataset.reason(path));
    }
    if (found.size() > 1) {
      String all = found.stream().map(DatasetFormat::toString).collect(Collectors.joining(" and "));
      throw new SppdetException(Kind.DATASET, path, "looks like " + all, null)
          .with(new Remedy("dataset-format", "says which to read"));
    }
    return found.get(0);
  }

  private boolean isAt(Path path) {
    return switch (this) {
      case VOC -> VocDataset.isAt(path);
      case COCO -> CocoDataset.isAt(path);
      case YOLO -> YoloDataset.isAt(path);
      case FOLDERS -> FolderDataset.isAt(path);
      case AUTO -> false;
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
