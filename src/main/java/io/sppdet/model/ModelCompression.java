package io.sppdet.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.sppdet.error.FileFault;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.head.HeadLayout;
import io.sppdet.head.TruncatedSvd;
import io.sppdet.tensor.LayerName;
import io.sppdet.tensor.TensorFile;
import io.sppdet.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes a detector's fully connected layers smaller by {@link TruncatedSvd}; all else stays as it
 * is.
 *
 * @param model to compress, which is not changed
 * @param ranks singular values to keep, by layer: {@link HeadLayout#FULLY_CONNECTED}
 */
public record ModelCompression(ModelDirectory model, Map<LayerName, Integer> ranks) {

  /**
   * Writes the smaller model.
   *
   * @param output its directory, which must not exist yet
   * @return the share of the squared weights that is left, by layer
   * @throws SppdetException MODEL when there is no detector, or it is compressed already; OUTPUT
   *     when the directory exists or can't be written; USAGE when a rank does not fit its layer
   */
  public Map<LayerName, Double> write(Path output) {
    String head = model.detector().file();
    HeadLayout layout = HeadLayout.of(model.detector().headSize(model.description().backbone()));
    try (NewModel place = NewModel.at(output);
        NDManager manager = Tensors.newManager();
        TensorFile file =
            TensorFile.read(manager, model.path().resolve(head), layout.mostBytes())) {
      Map<LayerName, Double> kept = new LinkedHashMap<>();
      Map<String, NDArray> tensors = compressed(manager, layout, file, kept);
      Path part = place.folder();
      for (Path other : Checksums.files(model.path())) {
        String name = other.getFileName().toString();
        if (!name.equals(head) && !name.equals(Checksums.FILE)) {
          Files.copy(other, part.resolve(name));
        }
      }
      ModelDirectory.write(part, described(output.toAbsolutePath().getFileName().toString()));
      TensorFile.write(part.resolve(head), tensors);
      place.finish();
      return kept;
    } catch (IOException e) {
      throw FileFault.writing(output, e);
    }
  }

  /** Named by its folder, as trained models are, with a note of what was done to it. */
  private ModelDescription described(String name) {
    ModelDescription old = model.description();
    return new ModelDescription(
        old.formatVersion(),
        name,
        old.backbone(),
        old.detector(),
        old.classifier(),
        old.provenance() == null
            ? null
            : old.provenance().with("compression", old.name() + ", ranks kept: " + ranks),
        old.licences());
  }

  private Map<String, NDArray> compressed(
      NDManager manager, HeadLayout layout, TensorFile file, Map<LayerName, Double> kept) {
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    file.names().stream().sorted().forEach(name -> tensors.put(name, file.stored(name)));
    ranks.forEach(
        (layer, rank) -> {
          String weight = layer.weight();
          if (file.contains(layer.right())) {
            throw new SppdetException(
                Kind.MODEL, model.path(), layer + " is compressed already", null);
          }
          TruncatedSvd svd = svd(layer, file.get(manager, weight, file.shape(weight)), rank);
          DataType stored = layout.tensors().get(weight).stored();
          tensors.put(weight, svd.left().toType(stored, false));
          tensors.put(layer.right(), svd.right().toType(stored, false));
          kept.put(layer, svd.kept());
        });
    return tensors;
  }

  private static TruncatedSvd svd(LayerName layer, NDArray matrix, int rank) {
    try {
      return TruncatedSvd.of(matrix, rank);
    } catch (IllegalArgumentException e) {
      throw SppdetException.ofSetting("keep", layer + ": " + e.getMessage(), e);
    }
  }
}
