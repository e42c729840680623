package io.sppdet.backbone.efficientnet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.sppdet.backbone.BlockList;
import io.sppdet.backbone.EfficientNetLiteDescriptor;
import io.sppdet.backbone.Lateral;
import io.sppdet.backbone.Layer;
import io.sppdet.backbone.NetworkInput;
import io.sppdet.backbone.ReceptiveField;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.image.Image;
import io.sppdet.tensor.LayerName;
import io.sppdet.tensor.TensorFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * All convolutions of the network, and the order in which an image goes through them.
 *
 * @param descriptor of the network
 * @param stem the first convolution
 * @param head the last one, from which the map is taken
 */
record Layers(
    EfficientNetLiteDescriptor descriptor,
    Convolution stem,
    List<InvertedResidual> blocks,
    Convolution head) {
  private static final String RELU6 = "ReLU6";

  /** The largest of its kind, lite4, has 52 MB in float32. */
  private static final long MOST_BYTES = 1 << 29;

  /**
   * Reads them in float32.
   *
   * @param manager owns the tensors
   * @throws SppdetException MODEL when the file is not of the network described
   */
  static Layers load(NDManager manager, EfficientNetLiteDescriptor descriptor, Path file) {
    try (TensorFile tensors = TensorFile.read(manager, file, MOST_BYTES)) {
      ConvolutionFile weights = new ConvolutionFile(manager, tensors);
      Convolution stem = weights.read(new LayerName("stem"), 3, 2, 3);
      long channels = stem.outputChannels();
      int strides = stem.stride();
      List<InvertedResidual> blocks = new ArrayList<>();
      for (BlockList.Block block : descriptor.blocks().blocks()) {
        String name = block.name();
        int stride = block.stride();
        long inputChannels = channels;
        strides *= stride;
        Convolution expand = null;
        LayerName expansion = new LayerName(name + ".expand");
        if (weights.has(expansion)) {
          expand = weights.pointwise(expansion, channels);
          channels = expand.outputChannels();
        }
        Convolution depthwise =
            weights.depthwise(new LayerName(name + ".depthwise"), block.kernel(), stride);
        Convolution project = weights.pointwise(new LayerName(name + ".project"), channels);
        channels = project.outputChannels();
        if (block.residual() && (stride != 1 || channels != inputChannels)) {
          throw fault(
              file, "block '" + block.text() + "' can't be residual: its output has another shape");
        }
        blocks.add(new InvertedResidual(expand, depthwise, project, block.residual()));
        checkLateral(descriptor, file, blocks.size() - 1, channels, strides);
      }
      if (descriptor.lateral() != null && descriptor.lateral().block() >= blocks.size()) {
        throw fault(
            file, "lateral names block " + descriptor.lateral().block() + " of " + blocks.size());
      }
      if (strides != descriptor.stride()) {
        throw fault(
            file, "the network has stride " + strides + ", model.json says " + descriptor.stride());
      }
      Convolution head = weights.pointwise(new LayerName(descriptor.blocks().last()), channels);
      if (head.outputChannels() != descriptor.channels()) {
        throw fault(
            file,
            "the network gives "
                + head.outputChannels()
                + " channels, model.json says "
                + descriptor.channels());
      }
      return new Layers(descriptor, stem, List.copyOf(blocks), head);
    }
  }

  private static void checkLateral(
      EfficientNetLiteDescriptor descriptor, Path file, int block, long channels, int strides) {
    Lateral lateral = descriptor.lateral();
    if (lateral != null
        && lateral.block() == block
        && (lateral.channels() != channels || strides != descriptor.mapStride())) {
      throw fault(
          file,
          "block "
              + block
              + " gives "
              + channels
              + " channels at stride "
              + strides
              + ", model.json says "
              + lateral.channels()
              + " at "
              + descriptor.mapStride());
    }
  }

  private static SppdetException fault(Path file, String reason) {
    return new SppdetException(Kind.MODEL, file, reason, null);
  }

  /** The same with each convolution changed. */
  Layers map(UnaryOperator<Convolution> change) {
    return new Layers(
        descriptor,
        change.apply(stem),
        blocks.stream().map(block -> block.map(change)).toList(),
        change.apply(head));
  }

  /**
   * The image's map behind the stem and the first blocks.
   *
   * @param count how many of them
   */
  NDArray trunk(NDManager scope, Image image, int count, Arithmetic arithmetic) {
    NDArray map;
    try (NDManager input = scope.newSubManager()) {
      map = arithmetic.relu6(stem, NetworkInput.tensor(input, image, descriptor));
      map.attach(scope);
    }
    for (InvertedResidual block : blocks.subList(0, count)) {
      NDArray next = arithmetic.block(block, map);
      map.close(); // early maps are tens of megabytes: keep two at a time
      map = next;
    }
    return map;
  }

  /** The blocks from {@code count} on and the head, over a trunk, which stays open. */
  NDList tail(NDArray trunk, int count, Arithmetic arithmetic) {
    NDArray map = trunk;
    NDArray lateral = null;
    for (int i = count; i < blocks.size(); i++) {
      NDArray next = arithmetic.block(blocks.get(i), map);
      if (map != trunk && map != lateral) {
        map.close();
      }
      map = next;
      if (descriptor.lateral() != null && i == descriptor.lateral().block()) {
        lateral = map;
      }
    }
    NDArray last = arithmetic.relu6(head, map);
    if (map != trunk && map != lateral) {
      map.close();
    }
    return lateral == null ? new NDList(last) : new NDList(last, lateral);
  }

  /** The block up to which no map has to outlive the next. */
  int firstKept() {
    return descriptor.lateral() == null ? blocks.size() : descriptor.lateral().block();
  }

  /** How many of the blocks, counted from the stem, work at a stride of at most this. */
  int blocksUpTo(int stride) {
    int reached = stem.stride();
    for (int i = 0; i < blocks.size(); i++) {
      reached *= blocks.get(i).depthwise().stride();
      if (reached > stride) {
        return i;
      }
    }
    return blocks.size();
  }

  /** All convolutions an input of this size goes through, in order. */
  List<Layer> over(int height, int width) {
    List<Layer> layers = new ArrayList<>();
    layers.add(
        new Layer("input", "none", 1, 1, 0, 0, false, 3, height, width, ReceptiveField.PIXEL));
    layers.add(stem.behind(last(layers), RELU6));
    for (InvertedResidual block : blocks) {
      if (block.expand() != null) {
        layers.add(block.expand().behind(last(layers), RELU6));
      }
      layers.add(block.depthwise().behind(last(layers), RELU6));
      layers.add(block.project().behind(last(layers), block.residual() ? "+ input" : "none"));
    }
    layers.add(head.behind(last(layers), RELU6));
    return List.copyOf(layers.subList(1, layers.size()));
  }

  private static Layer last(List<Layer> layers) {
    return layers.get(layers.size() - 1);
  }

  /** All weights and biases by their names in the file, in a fixed order. */
  Map<String, NDArray> weights() {
    Map<String, NDArray> weights = new LinkedHashMap<>();
    stem.addTo(weights);
    blocks.forEach(block -> block.addTo(weights));
    head.addTo(weights);
    return weights;
  }
}
