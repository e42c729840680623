package io.sppdet.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.sppdet.backbone.Backbone;
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
import io.sppdet.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What training needs of each image, computed once and kept on disk: its proposals, and the
 * backbone's map of the image and of its mirror image, in fp16. Pooled vectors are never kept: they
 * would be a hundred times larger.
 *
 * <p>Files are named by the checksum of the image's bytes, in a folder named by the settings, so
 * that a changed image or setting never meets a stale file.
 */
final class FeatureStore {
  /** Images whose proposals may wait for the backbone. */
  private static final int LOOK_AHEAD = 8;

  private static final String MAP = ".map";
  private static final String FLIPPED_MAP = ".flip";
  private static final String BOXES = ".boxes";

  private final Path directory;
  private final Backbone backbone;
  private final ResizeRule resize;
  private final ProposalGenerator proposals;

  /**
   * A store for these settings.
   *
   * @param root folder that holds the stores of all settings
   * @param network checksum of the backbone's weights
   */
  FeatureStore(
      Path root, String network, Backbone backbone, ResizeRule resize, ProposalMethod method) {
    this.directory =
        root.resolve(network.substring(0, 12) + "-" + resize.shortSide() + "-" + method);
    this.backbone = backbone;
    this.resize = resize;
    this.proposals = method.generator();
  }

  /**
   * An image with what is stored of it.
   *
   * @param checksum SHA-256 of the image file, which names its files in the store
   * @param proposals in pixels of the image
   */
  record Entry(LabelledImage image, String checksum, int width, int height, List<Box> proposals) {}

  private record Job(LabelledImage labelled, Future<Prepared> work) {}

  /** The image is null where the store has all of it already. */
  private record Prepared(String checksum, Image image, List<Box> proposals) {}

  /** An image that could not be used, and why. */
  interface Refusal {
    void of(LabelledImage image, SppdetException cause);
  }

  /**
   * Makes what is missing for the given images.
   *
   * @return an entry for each image that could be read, in the order given
   * @throws SppdetException OUTPUT or MODEL when the store itself can't be written or read
   */
  List<Entry> prepare(List<LabelledImage> images, int threads, Progress progress, Refusal refusal) {
    createDirectory();
    progress.begin("features", images.size());
    List<Entry> entries = new ArrayList<>();
    ExecutorService pool = Executors.newFixedThreadPool(Math.max(1, threads));
    try {
      List<Job> queue = new ArrayList<>();
      int next = 0;
      for (int done = 0; done < images.size(); done++) {
        while (next < images.size() && next < done + LOOK_AHEAD) {
          queue.add(submit(pool, images.get(next++)));
        }
        Job job = queue.remove(0);
        Prepared prepared = null;
        try {
          prepared = result(job);
        } catch (SppdetException e) {
          refusal.of(job.labelled(), e);
        }
        if (prepared != null) {
          entries.add(finish(job.labelled(), prepared));
        }
        progress.done(done + 1, "");
      }
    } finally {
      pool.shutdownNow();
    }
    return entries;
  }

  private Job submit(ExecutorService pool, LabelledImage labelled) {
    return new Job(
        labelled,
        pool.submit(
            () -> {
              String checksum = Checksum.of(labelled.image());
              if (Files.exists(file(checksum, BOXES))) { // written last
                return new Prepared(checksum, null, List.of());
              }
              Image image = new ImageReader().read(labelled.image());
              return new Prepared(checksum, image, proposals.propose(image));
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

  private Entry finish(LabelledImage image, Prepared prepared) {
    String key = prepared.checksum();
    if (prepared.image() != null) {
      writeMap(prepared.image(), file(key, MAP));
      writeMap(ImageResizer.flip(prepared.image()), file(key, FLIPPED_MAP));
      writeBoxes(prepared, file(key, BOXES));
    }
    return readEntry(image, key);
  }

  private Path file(String key, String suffix) {
    return directory.resolve(key + suffix);
  }

  private void writeMap(Image image, Path file) {
    Image resized = ImageResizer.resize(image, resize);
    try (NDManager scope = NDManager.newBaseManager()) {
      NDArray cells = backbone.forward(scope, resized).squeeze(0).transpose(1, 2, 0);
      write(file, "map", cells.toType(DataType.FLOAT16, true));
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
    try (NDManager scope = NDManager.newBaseManager()) {
      write(file, "boxes", scope.create(rows, new Shape(n + 1, 4)));
    }
  }

  private static void write(Path file, String name, NDArray tensor) {
    tensor.setName(name);
    Path temporary = file.resolveSibling(file.getFileName() + ".part");
    try {
      TensorFile.write(temporary, new NDList(tensor));
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new SppdetException(
          Kind.OUTPUT, file.toString(), "can't be written (" + e.getMessage() + ")", e);
    }
  }

  private Entry readEntry(LabelledImage image, String key) {
    Path path = file(key, BOXES);
    try (NDManager scope = NDManager.newBaseManager();
        TensorFile file = TensorFile.read(scope, path)) {
      long rows = file.shape("boxes")[0];
      float[] values = file.get(scope, "boxes", rows, 4).toFloatArray();
      List<Box> boxes = new ArrayList<>();
      for (int i = 4; i < values.length; i += 4) {
        boxes.add(new Box(values[i], values[i + 1], values[i + 2], values[i + 3]));
      }
      return new Entry(image, key, (int) values[2], (int) values[3], List.copyOf(boxes));
    }
  }

  /**
   * The backbone's map of an image or of its mirror image.
   *
   * @return {@code (1, C, H, W)} float32 with channels-last strides, owned by {@code scope}
   */
  NDArray map(NDManager scope, Entry entry, boolean flipped) {
    Path path = file(entry.checksum(), flipped ? FLIPPED_MAP : MAP);
    try (TensorFile file = TensorFile.read(scope, path)) {
      long[] shape = file.shape("map");
      return file.get(scope, "map", shape).transpose(2, 0, 1).expandDims(0);
    }
  }

  private void createDirectory() {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new SppdetException(
          Kind.OUTPUT, directory.toString(), "can't be created (" + e.getMessage() + ")", e);
    }
  }
}
