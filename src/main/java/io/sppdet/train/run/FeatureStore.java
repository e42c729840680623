package io.sppdet.train.run;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.sppdet.dataset.Checksum;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.error.Count;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.files.Removal;
import io.sppdet.geometry.Box;
import io.sppdet.geometry.ResizeRule;
import io.sppdet.image.ColourChange;
import io.sppdet.image.Image;
import io.sppdet.image.ImageResizer;
import io.sppdet.image.ImageSize;
import io.sppdet.parallel.Ahead;
import io.sppdet.proposal.ProposalMethod;
import io.sppdet.tensor.KeptTensors;
import io.sppdet.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;

/**
 * What training needs of each image, computed once and kept on disk: its proposals, and what the
 * fixed part of the convolutional layers makes of it and of its mirror image at each scale, in
 * fp16. Pooled vectors are never kept: they would be a hundred times larger.
 *
 * <p>Files are named by the checksum of the image's bytes, in folders named by the settings, so
 * that a changed image or setting never meets a stale file.
 */
public final class FeatureStore {
  /** Images whose proposals may wait for the backbone. */
  private static final int LOOK_AHEAD = 8;

  private final ProposalMethod method;
  private final ProposalFiles boxes;
  private final MapFiles maps;

  /**
   * A store for these settings.
   *
   * @param root folder that holds the stores of all settings
   * @param network checksum of all that decides what the backbone computes
   * @param layers whose fixed part's output is kept
   * @param notes hear of damaged files, which are made again
   */
  public FeatureStore(
      Path root, String network, ConvLayers layers, ProposalMethod method, Consumer<String> notes) {
    KeptTensors kept = new KeptTensors(notes);
    this.method = method;
    this.boxes = new ProposalFiles(root.resolve("boxes-" + method), method.generator(), kept);
    this.maps =
        new MapFiles(root.resolve(network.substring(0, 12) + "-" + layers.name()), layers, kept);
  }

  private FeatureStore(ProposalMethod method, ProposalFiles boxes, MapFiles maps) {
    this.method = method;
    this.boxes = boxes;
    this.maps = maps;
  }

  /** The same store for layers whose fixed part is the same, while the rest has learnt. */
  public FeatureStore with(ConvLayers tuned) {
    return new FeatureStore(method, boxes, new MapFiles(maps.folder(), tuned, maps.kept()));
  }

  /** How its proposals are made. */
  public ProposalMethod method() {
    return method;
  }

  public ConvLayers layers() {
    return maps.layers();
  }

  /**
   * An image with what is stored of it.
   *
   * @param checksum SHA-256 of the image file, which names its files in the store
   */
  public record Entry(LabelledImage image, String checksum, int width, int height) {
    /**
     * Reads the photo.
     *
     * @throws SppdetException when it has changed since, or can't be read
     */
    public Image photo() {
      return Checksum.image(image.image(), checksum);
    }
  }

  /**
   * One way an image is shown to the network.
   *
   * @param colourJitter by how much its colours are changed at most, in each of the factors of
   *     {@link ColourChange}; each view of an image has colours of its own, always the same
   */
  public record View(int shortSide, boolean flipped, double colourJitter) {
    /** In the image's own colours. */
    public View(int shortSide, boolean flipped) {
      this(shortSide, flipped, 0);
    }

    String suffix() {
      String colours = colourJitter > 0 ? "-colours" + colourJitter : "";
      return "-" + shortSide + (flipped ? "-flip" : "") + colours + MapFiles.ENDING;
    }

    /**
     * What the network sees.
     *
     * @param checksum of the image file, from which its colours follow
     */
    Image of(Image image, String checksum) {
      Image resized = ImageResizer.resize(image, new ResizeRule(shortSide));
      Image turned = flipped ? ImageResizer.flip(resized) : resized;
      if (colourJitter == 0) {
        return turned;
      }
      Random random = new Random((checksum + suffix()).hashCode());
      return ColourChange.random(random, colourJitter).of(turned);
    }
  }

  /** The image is null where the store has all of it already, the proposals where it has them. */
  private record Prepared(String checksum, Image image, List<Box> proposals) {}

  /** An image that could not be used, and why. */
  public interface Refusal {
    void of(LabelledImage image, SppdetException cause);
  }

  /**
   * Makes what is missing for the given images, after having said how much of the disk all views
   * will take. Maps of views not made now are made when they are asked for.
   *
   * @param all views that will be asked for
   * @param now those of them whose maps are made now
   * @return an entry for each image that could be read, in the order given
   * @throws SppdetException OUTPUT or MODEL when the store itself can't be written or read
   */
  public List<Entry> prepare(
      List<LabelledImage> images,
      List<View> all,
      List<View> now,
      int threads,
      Progress progress,
      Refusal refusal) {
    createDirectory(boxes.folder());
    createDirectory(maps.folder());
    progress.begin("features", images.size(), 0);
    List<Entry> entries = new ArrayList<>();
    try (Ahead<LabelledImage, Prepared> ahead =
        new Ahead<>(images.iterator(), image -> prepared(image, now), threads, LOOK_AHEAD)) {
      for (int done = 0; done < images.size(); done++) {
        Prepared prepared = null;
        try {
          prepared = ahead.next();
        } catch (SppdetException e) {
          refusal.of(images.get(done), e);
        }
        if (prepared != null) {
          entries.add(finish(images.get(done), prepared, now));
          if (entries.size() == 1) {
            announce(entries.get(0), all, images.size(), progress);
          }
        }
        progress.done(done + 1, "");
      }
    }
    return entries;
  }

  /** Tells what the disk has to hold, by what the first image takes. */
  private void announce(Entry entry, List<View> views, int images, Progress progress) {
    try (NDManager scope = Tensors.newManager()) {
      double bytes = Files.size(boxes.of(entry.checksum()));
      for (View view : views) {
        maps(scope, entry, view);
        bytes += Files.size(maps.of(entry.checksum(), view));
      }
      progress.note(
          String.format(
              Locale.ROOT,
              "the cache in %s takes about %.1f GB for %s%s",
              maps.folder().getParent(),
              bytes * images / 1e9,
              Count.of(images, "image"),
              free()));
    } catch (IOException e) {
      throw new SppdetException(
          Kind.OUTPUT, maps.folder().toString(), "can't be measured (" + e.getMessage() + ")", e);
    }
  }

  /** The room on the disk, where the system tells it: a chroot's root may be no mount point. */
  private String free() {
    try {
      double bytes = Files.getFileStore(maps.folder()).getUsableSpace();
      return String.format(Locale.ROOT, "; %.1f GB are free", bytes / 1e9);
    } catch (IOException e) {
      return "";
    }
  }

  /** Removes what this store keeps, and the folder above if nothing else is in it. */
  public void delete() throws IOException {
    KeptTensors.removeAll(boxes.folder(), ProposalFiles.ENDING);
    KeptTensors.removeAll(maps.folder(), MapFiles.ENDING);
    Removal.ofEmpty(maps.folder().getParent());
  }

  private Prepared prepared(LabelledImage labelled, List<View> views) {
    String checksum = Checksum.of(labelled.image());
    boolean proposed = boxes.has(checksum);
    if (proposed && views.stream().allMatch(view -> maps.has(checksum, view))) {
      return new Prepared(checksum, null, null);
    }
    Image image = Checksum.image(labelled.image(), checksum);
    return new Prepared(checksum, image, proposed ? null : boxes.generator().propose(image));
  }

  private Entry finish(LabelledImage image, Prepared prepared, List<View> views) {
    String key = prepared.checksum();
    if (prepared.image() != null) {
      for (View view : views) {
        if (!maps.has(key, view)) {
          maps.write(prepared.image(), key, view);
        }
      }
    }
    if (prepared.proposals() != null) {
      boxes.write(prepared.image(), prepared.proposals(), key);
    }
    ImageSize size = boxes.size(image, key);
    return new Entry(image, key, size.width(), size.height());
  }

  /** The proposals of an image, in its pixels; read anew each time, so that none stay in memory. */
  public List<Box> proposals(Entry entry) {
    return boxes.read(entry.image(), entry.checksum());
  }

  /** Computes what {@link #maps} reads, if it is not there. */
  public void make(Entry entry, View view) {
    maps.make(entry.image(), entry.checksum(), view);
  }

  /**
   * What the fixed part of the convolutional layers makes of a view of an image, computed when it
   * is first asked for.
   *
   * @return maps {@code (1, C, H, W)} float32 with channels-last strides, owned by {@code scope}
   */
  public NDList maps(NDManager scope, Entry entry, View view) {
    return maps.read(scope, entry.image(), entry.checksum(), view);
  }

  private static void createDirectory(Path directory) {
    try {
      Files.createDirectories(directory);
      KeptTensors.removeLeft(directory);
    } catch (IOException e) {
      throw new SppdetException(
          Kind.OUTPUT, directory.toString(), "can't be created (" + e.getMessage() + ")", e);
    }
  }
}
