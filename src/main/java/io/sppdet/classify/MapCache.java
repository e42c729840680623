package io.sppdet.classify;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.sppdet.backbone.Backbone;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.files.Removal;
import io.sppdet.image.Image;
import io.sppdet.tensor.KeptTensors;
import io.sppdet.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The backbone's maps of images, kept on disk in fp16, so that each view of an image is computed
 * once, whatever poolings and classifiers are then tried on it: 0.5 MB for a short side of 384.
 *
 * @param folder where they are kept; null to keep none
 * @param backbone what makes them; the caller closes it
 * @param kept reads them
 */
public record MapCache(Path folder, Backbone backbone, KeptTensors kept) {
  private static final String MAP = "map";
  private static final String ENDING = ".map";
  private static final int NAME_LENGTH = 12;

  /**
   * A cache in a folder of its own for each backbone, made if need be.
   *
   * @param network checksum of all that decides what the backbone computes
   * @param notes hear of damaged files, which are made again
   * @throws SppdetException OUTPUT when it can't be made
   */
  public static MapCache open(
      Path root, String network, Backbone backbone, Consumer<String> notes) {
    Path folder = root.resolve("maps-" + network.substring(0, NAME_LENGTH));
    try {
      Files.createDirectories(folder);
      KeptTensors.removeLeft(folder);
    } catch (IOException e) {
      throw new SppdetException(
          Kind.OUTPUT, folder.toString(), "can't be created (" + e.getMessage() + ")", e);
    }
    return new MapCache(folder, backbone, new KeptTensors(notes));
  }

  /** Keeps nothing. */
  public static MapCache none(Backbone backbone) {
    return new MapCache(null, backbone, new KeptTensors(note -> {}));
  }

  /**
   * The maps of the views of an image.
   *
   * @param checksum of the image's file
   * @param image reads it; asked only when a map is missing
   * @return {@code (1, C, H, W)} each, owned by {@code scope}
   */
  public List<NDArray> maps(
      NDManager scope, String checksum, Supplier<Image> image, List<ImageView> views) {
    List<NDArray> maps = new ArrayList<>();
    Image read = null;
    for (ImageView view : views) {
      if (folder == null) {
        read = read == null ? image.get() : read;
        maps.add(backbone.forward(scope, view.show(read)).get(0));
        continue;
      }
      Path path = folder.resolve(checksum + "-" + view + ENDING);
      Optional<TensorFile> found = kept.read(scope, path);
      if (found.isEmpty()) {
        read = read == null ? image.get() : read;
        try (NDArray map = backbone.forward(scope, view.show(read)).get(0)) {
          NDArray cells = map.squeeze(0).transpose(1, 2, 0).toType(DataType.FLOAT16, true);
          KeptTensors.write(path, Map.of(MAP, cells));
        }
        found = kept.read(scope, path);
      }
      try (TensorFile file = found.orElseThrow()) {
        NDArray cells = file.get(scope, MAP, file.shape(MAP));
        maps.add(cells.transpose(2, 0, 1).expandDims(0));
      }
    }
    return maps;
  }

  /** Removes what is kept, and the folder above if nothing else is in it. */
  public void delete() throws IOException {
    KeptTensors.removeAll(folder, ENDING);
    Removal.ofEmpty(folder.getParent());
  }
}
