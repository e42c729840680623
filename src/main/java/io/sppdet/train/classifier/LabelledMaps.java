package io.sppdet.train.classifier;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.sppdet.classify.ImageView;
import io.sppdet.classify.MapCache;
import io.sppdet.dataset.Checksum;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.dataset.Presence;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.tensor.Tensors;
import io.sppdet.train.run.Progress;
import io.sppdet.train.run.TrainingImages;
import java.util.ArrayList;
import java.util.List;

/**
 * The images a classifier learns from: their labels and, through the cache, their maps.
 *
 * @param entries those that could be read
 * @param classes in the order of the class ids
 * @param cache of the backbone's maps
 */
record LabelledMaps(List<Entry> entries, List<String> classes, MapCache cache) {

  /** An image and the SHA-256 of its file. */
  record Entry(LabelledImage image, String checksum) {}

  /** Their labels alone. */
  static LabelledMaps unread(TrainingImages images, MapCache cache) {
    List<Entry> entries = images.images().stream().map(image -> new Entry(image, "")).toList();
    return new LabelledMaps(entries, images.classes(), cache);
  }

  /** Computes what the cache lacks; images that can't be read are reported and left out. */
  static LabelledMaps prepare(
      TrainingImages images, List<ImageView> views, MapCache cache, Progress progress) {
    List<Entry> entries = new ArrayList<>();
    int done = 0;
    progress.begin("features", images.images().size(), 0);
    for (LabelledImage image : images.images()) {
      try (NDManager scope = Tensors.newManager()) {
        Entry entry = new Entry(image, Checksum.of(image.image()));
        maps(scope, cache, entry, views);
        entries.add(entry);
      } catch (SppdetException e) {
        if (e.kind() == Kind.MODEL || e.kind() == Kind.ENGINE || e.kind() == Kind.OUTPUT) {
          throw e;
        }
        progress.note("skipped " + e.getMessage());
      }
      progress.done(++done, "");
    }
    return new LabelledMaps(List.copyOf(entries), images.classes(), cache);
  }

  int size() {
    return entries.size();
  }

  /** The maps of the views of an image, {@code (1, C, H, W)} each. */
  List<NDArray> maps(NDManager scope, int image, List<ImageView> views) {
    return maps(scope, cache, entries.get(image), views);
  }

  private static List<NDArray> maps(
      NDManager scope, MapCache cache, Entry entry, List<ImageView> views) {
    return cache.maps(
        scope,
        entry.checksum(),
        () -> Checksum.image(entry.image().image(), entry.checksum()),
        views);
  }

  /** 1 where an image shows a class, −1 where it does not, 0 where that can't be said. */
  int label(int image, int classId) {
    return switch (Presence.of(entries.get(image).image(), classes.get(classId))) {
      case PRESENT -> 1;
      case ABSENT -> -1;
      case UNCERTAIN -> 0;
    };
  }

  /** The one class an image shows; −1 if there is none or more. */
  int onlyClass(int image) {
    int only = -1;
    for (int k = 0; k < classes.size(); k++) {
      if (label(image, k) == 1) {
        if (only >= 0) {
          return -1;
        }
        only = k;
      }
    }
    return only;
  }
}
