package io.sppdet.train.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.sppdet.dataset.Checksum;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.geometry.Box;
import io.sppdet.geometry.ResizeRule;
import io.sppdet.image.Image;
import io.sppdet.image.ImageReader;
import io.sppdet.image.ImageResizer;
import io.sppdet.proposal.ProposalGenerator;
import io.sppdet.proposal.ProposalMethod;
import io.sppdet.tensor.KeptTensors;
import io.sppdet.tensor.TensorFile;
import io.sppdet.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;

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

  private final Path boxes;
  private final Path maps;
  private final ConvLayers layers;
  private final ProposalMethod method;
  private final ProposalGenerator proposals;
  private final KeptTensors kept;

  /**
   * A store for these settings.
   *
   * @param root folder that holds the stores of all settings
   * @param network checksum of the backbone's weights
   * @param layers whose fixed part's output is kept
   * @param notes hear of damaged files, which are made again
   */
  public FeatureStore(
      Path root, String network, ConvLayers layers, ProposalMethod method, Consumer<String> notes) {
    this(
        root.resolve("boxes-" + method),
        root.resolve(network.substring(0, 12) + "-" + layers.name()),
        layers,
        method,
        new KeptTensors(notes));
  }

  private FeatureStore(
      Path boxes, Path maps, ConvLayers layers, ProposalMethod method, KeptTensors kept) {
    this.kept = kept;
    this.boxes = boxes;
    this.maps = maps;
    this.layers = layers;
    this.method = method;
    this.proposals = method.generator();
  }

  /** The same store for layers whose fixed part is the same, while the rest has learnt. */
  public FeatureStore with(ConvLayers tuned) {
    return new FeatureStore(boxes, maps, tuned, method, kept);
  }

  /** How its proposals are made. */
  public ProposalMethod method() {
    return method;
  }

  public ConvLayers layers() {
    return layers;
  }

  /**
   * An image with what is stored of it.
   *
   * @param checksum SHA-256 of the image file, which names its files in the store
   */
  public record Entry(LabelledImage image, String checksum, int width, int height) {}

  /** One way an image is shown to the network. */
  public record View(int shortSide, boolean flipped) {
    String suffix() {
      return "-" + shortSide + (flipped ? "-flip" : "") + ".map";
    }

    Image of(Image image) {
      Image resized = ImageResizer.resize(image, new ResizeRule(shortSide));
      return flipped ? ImageResizer.flip(resized) : resized;
    }
  }

  private record Job(LabelledImage labelled, Future<Prepared> work) {}

  /** The image is null where the store has all of it already, the proposals where it has them. */
  private record Prepared(String checksum, Image image, List<Box> proposals) {}

  /** An image that could not be used, and why. */
  public interface Refusal {
    void of(LabelledImage image, SppdetException cause);
  }

  /**
   * Makes what is missing for the given images, after having told how much of the disk all views
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
    createDirectory(boxes);
    createDirectory(maps);
    progress.begin("features", images.size(), 0);
    List<Entry> entries = new ArrayList<>();
    ExecutorService pool = Executors.newFixedThreadPool(Math.max(1, threads));
    try {
      List<Job> queue = new ArrayList<>();
      int next = 0;
      for (int done = 0; done < images.size(); done++) {
        while (next < images.size() && next < done + LOOK_AHEAD) {
          queue.add(submit(pool, images.get(next++), now));
        }
        Job job = queue.remove(0);
        Prepared prepared = null;
        try {
          prepared = result(job);
        } catch (SppdetException e) {
          refusal.of(job.labelled(), e);
        }
        if (prepared != null) {
          entries.add(finish(job.labelled(), prepared, now));
          if (entries.size() == 1) {
            announce(entries.get(0), all, images.size(), progress);
          }
        }
        progress.done(done + 1, "");
      }
    } finally {
      pool.shutdownNow();
    }
    return entries;
  }

  /** Tells what the disk has to hold, by what the first image takes. */
  private void announce(Entry entry, List<View> views, int images, Progress progress) {
    try (NDManager scope = Tensors.newManager()) {
      double bytes = Files.size(boxesOf(entry.checksum()));
      for (View view : views) {
        maps(scope, entry, view);
        bytes += Files.size(mapOf(entry.checksum(), view));
      }
      progress.note(
          String.format(
              Locale.ROOT,
              "the cache in %s takes about %.1f GB for %d images%s",
              maps.getParent(),
              bytes * images / 1e9,
              images,
              free()));
    } catch (IOException e) {
      throw new SppdetException(
          Kind.OUTPUT, maps.toString(), "can't be measured (" + e.getMessage() + ")", e);
    }
  }

  /** The room on the disk, where the system tells it: a chroot's root may be no mount point. */
  private String free() {
    try {
      double bytes = Files.getFileStore(maps).getUsableSpace();
      return String.format(Locale.ROOT, "; %.1f GB are free", bytes / 1e9);
    } catch (IOException e) {
      return "";
    }
  }

  /** Removes what this store keeps, and the folder above if nothing else is in it. */
  public void delete() throws IOException {
    new WorkFolder(boxes).delete();
    new WorkFolder(maps).delete();
    try (Stream<Path> rest = Files.list(maps.getParent())) {
      if (rest.findAny().isPresent()) {
        return;
      }
    }
    Files.delete(maps.getParent());
  }

  private Job submit(ExecutorService pool, LabelledImage labelled, List<View> views) {
    return new Job(
        labelled,
        pool.submit(
            () -> {
              String checksum = Checksum.of(labelled.image());
              boolean proposed = keptRows(checksum).isPresent();
              if (proposed && views.stream().allMatch(v -> Files.exists(mapOf(checksum, v)))) {
                return new Prepared(checksum, null, null);
              }
              Image image = new ImageReader().read(labelled.image());
              return new Prepared(checksum, image, proposed ? null : proposals.propose(image));
            }));
  }

  /** Waits for the work on one image. */
  private static Prepared result(Job job) {
    try {
      return job.work().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SppdetException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private Entry finish(LabelledImage image, Prepared prepared, List<View> views) {
    String key = prepared.checksum();
    if (prepared.image() != null) {
      for (View view : views) {
        if (!Files.exists(mapOf(key, view))) {
          writeMap(prepared.image(), view, mapOf(key, view));
        }
      }
    }
    if (prepared.proposals() != null) {
      writeBoxes(prepared, boxesOf(key));
    }
    float[] size = rows(image, key);
    return new Entry(image, key, (int) size[2], (int) size[3]);
  }

  private Path boxesOf(String checksum) {
    return boxes.resolve(checksum + ".boxes");
  }

  private Path mapOf(String checksum, View view) {
    return maps.resolve(checksum + view.suffix());
  }

  private void writeMap(Image image, View view, Path file) {
    try (NDManager scope = Tensors.newManager()) {
      Map<String, NDArray> made = new LinkedHashMap<>();
      for (NDArray map : layers.fixedPart(scope, view.of(image))) {
        NDArray cells = map.squeeze(0).transpose(1, 2, 0).toType(DataType.FLOAT16, true);
        made.put(String.valueOf(made.size()), cells);
      }
      KeptTensors.write(file, made);
    }
  }

  private static void writeBoxes(Prepared prepared, Path file) {
    int n = prepared.proposals().size();
    float[] rows = new float[(n + 1) * 4];
    rows[2] = prepared.image().width();
    rows[3] = prepared.image().height();
    for (int i = 0; i < n; i++) {
      Box box = prepared.proposals().get(i);
      rows[4 * i + 4] = (float) box.x1();
      rows[4 * i + 5] = (float) box.y1();
      rows[4 * i + 6] = (float) box.x2();
      rows[4 * i + 7] = (float) box.y2();
    }
    try (NDManager scope = Tensors.newManager()) {
      NDArray tensor = scope.create(rows, new Shape(n + 1, 4));
      KeptTensors.write(file, Map.of("boxes", tensor));
    }
  }

  /** The size of the image as a box at the origin, then its proposals; made again if need be. */
  private float[] rows(LabelledImage labelled, String checksum) {
    return keptRows(checksum)
        .orElseGet(
            () -> {
              Image image = new ImageReader().read(labelled.image());
              writeBoxes(
                  new Prepared(checksum, image, proposals.propose(image)), boxesOf(checksum));
              return keptRows(checksum).orElseThrow();
            });
  }

  private Optional<float[]> keptRows(String checksum) {
    try (NDManager scope = Tensors.newManager()) {
      return kept.read(scope, boxesOf(checksum))
          .map(file -> file.get(scope, "boxes", file.shape("boxes")[0], 4).toFloatArray());
    }
  }

  /** The proposals of an image, in its pixels; read anew each time, so that none stay in memory. */
  public List<Box> proposals(Entry entry) {
    float[] values = rows(entry.image(), entry.checksum());
    List<Box> proposed = new ArrayList<>(values.length / 4 - 1);
    for (int i = 4; i < values.length; i += 4) {
      proposed.add(new Box(values[i], values[i + 1], values[i + 2], values[i + 3]));
    }
    return proposed;
  }

  /** Computes what {@link #maps} reads, if it is not there. */
  public void make(Entry entry, View view) {
    Path path = mapOf(entry.checksum(), view);
    if (!Files.exists(path)) {
      writeMap(new ImageReader().read(entry.image().image()), view, path);
    }
  }

  /**
   * What the fixed part of the convolutional layers makes of a view of an image, computed when it
   * is first asked for.
   *
   * @return maps {@code (1, C, H, W)} float32 with channels-last strides, owned by {@code scope}
   */
  public NDList maps(NDManager scope, Entry entry, View view) {
    Path path = mapOf(entry.checksum(), view);
    Optional<TensorFile> found = kept.read(scope, path);
    if (found.isEmpty()) {
      writeMap(new ImageReader().read(entry.image().image()), view, path);
      found = kept.read(scope, path);
    }
    try (TensorFile file = found.orElseThrow()) {
      NDList read = new NDList();
      for (int i = 0; file.contains(String.valueOf(i)); i++) {
        String name = String.valueOf(i);
        read.add(file.get(scope, name, file.shape(name)).transpose(2, 0, 1).expandDims(0));
      }
      return read;
    }
  }

  private static void createDirectory(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new SppdetException(
          Kind.OUTPUT, directory.toString(), "can't be created (" + e.getMessage() + ")", e);
    }
  }
}
