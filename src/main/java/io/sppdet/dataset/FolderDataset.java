package io.sppdet.dataset;

import io.sppdet.dataset.DatasetWarning.Kind;
import io.sppdet.error.Count;
import io.sppdet.error.SppdetException;
import io.sppdet.files.FileName;
import io.sppdet.geometry.Box;
import io.sppdet.image.ImageSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Images that show one thing each: a folder a class, {@code CLASS/*.jpg}, or {@code
 * SPLIT/CLASS/*.jpg} with splits called train, val or valid, and test. The one object of an image
 * is the whole of it.
 */
public final class FolderDataset implements Dataset {
  /** A folder of photos beside labels in a format of its own, which are missing. */
  private static final Set<String> NO_CLASSES = Set.of("JPEGImages", "images");

  /** Photos of cameras, phones and newer programs. */
  private static final Set<String> NOT_READ =
      Set.of(
          ".avif", ".jxl", ".jp2", ".cr2", ".cr3", ".nef", ".arw", ".dng", ".orf", ".rw2", ".raf");

  private final Path folder;
  private final ImageIds ids;
  private final Map<String, Path> splits;
  private final Set<DatasetWarning> warnings = new LinkedHashSet<>();

  private FolderDataset(Path folder, Map<String, Path> splits) {
    this.folder = folder;
    this.ids = new ImageIds(folder);
    this.splits = splits;
  }

  /** Opens a folder. */
  public static FolderDataset open(Path folder) {
    if (!isAt(folder)) {
      throw DatasetFiles.error(folder, "holds no two folders of images, one a class");
    }
    return new FolderDataset(folder, splitsIn(folder));
  }

  static boolean isAt(Path path) {
    return Files.isDirectory(path)
        && splitsIn(path).values().stream().anyMatch(split -> classesIn(split).size() > 1);
  }

  private static Map<String, Path> splitsIn(Path folder) {
    Map<String, Path> splits = DatasetFiles.splitFolders(folder);
    splits.values().removeIf(split -> classesIn(split).isEmpty());
    return splits.isEmpty() ? Map.of(ALL, folder) : splits;
  }

  private static List<Path> classesIn(Path split) {
    return DatasetFiles.listing(split).stream()
        .filter(Files::isDirectory)
        .filter(each -> !NO_CLASSES.contains(each.getFileName().toString()))
        .filter(each -> !DatasetFiles.imagesIn(each).isEmpty())
        .toList();
  }

  @Override
  public DatasetFormat format() {
    return DatasetFormat.FOLDERS;
  }

  @Override
  public List<String> splits() {
    return List.copyOf(splits.keySet());
  }

  @Override
  public List<LabelledImage> split(String name) {
    if (!splits.containsKey(name)) {
      throw DatasetFiles.error(
          folder, "no split \"" + name + "\"; there are: " + String.join(", ", splits()));
    }
    tellLeftOut(splits.get(name));
    List<LabelledImage> images = new ArrayList<>();
    for (Path ofClass : classesIn(splits.get(name))) {
      List<Path> files =
          DatasetFiles.filesIn(ofClass, file -> warnings.add(DatasetWarning.ofHidden(file)));
      for (Path file : files.stream().filter(DatasetFiles::hasImageName).toList()) {
        Optional<ImageSize> size = ObjectCollector.sizeOf(file);
        if (size.isEmpty()) {
          warnings.add(
              new DatasetWarning(Kind.IMAGE_UNREADABLE, file, "image can't be read; skipped it"));
        } else {
          Box whole = new Box(0, 0, size.get().width(), size.get().height());
          String label = DatasetFiles.className(ofClass.getFileName().toString());
          images.add(
              new LabelledImage(
                  ids.of(file), file, List.of(new LabelledObject(label, whole, false))));
        }
      }
    }
    return images;
  }

  /** Tells of photos that are of no class, or of kinds that are not read. */
  private void tellLeftOut(Path split) {
    List<Path> children = DatasetFiles.listing(split);
    tell(split, DatasetFiles.imagesIn(split).size(), "beside the folders of classes");
    for (Path child : children) {
      if (Files.isDirectory(child)) {
        tell(child, imagesDeepIn(child), "in folders below");
        long other =
            DatasetFiles.listing(child).stream().filter(FolderDataset::isPhotoNotRead).count();
        tell(child, other, "of kinds that are not read, such as .cr2 and .avif");
      }
    }
  }

  private static boolean isPhotoNotRead(Path file) {
    String extension = FileName.of(file.getFileName().toString()).extension();
    return NOT_READ.contains(extension.toLowerCase(Locale.ROOT))
        && !DatasetFiles.hasImageName(file);
  }

  private void tell(Path place, long images, String which) {
    if (images > 0) {
      String cause = "holds %s %s; skipped %s";
      warnings.add(
          new DatasetWarning(
              Kind.IMAGE_MISSING,
              place,
              cause.formatted(Count.of(images, "image"), which, images == 1 ? "it" : "them")));
    }
  }

  private static long imagesDeepIn(Path ofClass) {
    try {
      return DatasetFiles.imagesBelow(ofClass, file -> {}).stream()
          .filter(image -> !image.getParent().equals(ofClass))
          .count();
    } catch (SppdetException e) {
      return 0; // what can't be walked can't be counted
    }
  }

  /** The names of the folders, sorted. */
  @Override
  public List<String> classNames(List<LabelledImage> images) {
    Set<String> names = new TreeSet<>();
    images.forEach(image -> names.add(image.objects().get(0).label()));
    return List.copyOf(names);
  }

  @Override
  public boolean reads(Path file) {
    return false; // it is images and nothing else
  }

  @Override
  public List<DatasetWarning> warnings() {
    return List.copyOf(warnings);
  }
}
