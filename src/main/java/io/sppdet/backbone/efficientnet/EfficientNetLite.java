package io.sppdet.backbone.efficientnet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sppdet.backbone.BackboneDescriptor;
import io.sppdet.backbone.Layer;
import io.sppdet.backbone.NetworkInput;
import io.sppdet.backbone.ReceptiveField;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.image.Image;
import io.sppdet.operator.FusedOperators;
import io.sppdet.operator.FusedOperators.Activation;
import io.sppdet.operator.LearningOperators;
import io.sppdet.operator.Precision;
import io.sppdet.tensor.TensorFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * EfficientNet-Lite (Tan and Le 2019; the Lite variants of the TensorFlow TPU models) up to its
 * 1,280-channel head, batch norm folded into the convolutions: inverted residual blocks of 1×1
 * expansion, depthwise convolution and 1×1 projection, with ReLU6 and TensorFlow's SAME padding.
 * Works on sides that are multiples of 32.
 */
public final class EfficientNetLite implements TrainableBackbone {
  public static final String TYPE = "efficientnet-lite";

  private static final Pattern BLOCK = Pattern.compile("(\\d+):k([35])s([12])(r?)");
  private static final Pattern EXPANSION = Pattern.compile("(\\d+):expand");
  private static final float RELU6_MAX = 6;

  /**
   * Numbers of the expanded map that are there at a time, at most: the processor's cache holds not
   * many more.
   */
  private static final long BAND = 1 << 21;

  private static final String RELU6 = "ReLU6";

  private final BackboneDescriptor descriptor;
  private final NDManager manager;
  private final Precision precision;
  private final FusedOperators operators;

  /** Loaded when first needed. */
  private LearningOperators learning;

  /** What is learnt, in float32, and what {@link #forward} takes, as it was read. */
  private final Layers layers;

  private final Layers served;

  /** Where no gradient is needed, and where it is. */
  private final Arithmetic fast;

  private final Arithmetic differentiable = new Differentiable();

  private EfficientNetLite(
      BackboneDescriptor descriptor, NDManager manager, Layers layers, Precision precision) {
    this.descriptor = descriptor;
    this.manager = manager;
    this.precision = precision;
    this.layers = layers;
    this.operators = FusedOperators.areThere() ? FusedOperators.load(manager) : null;
    this.fast = operators == null ? differentiable : new Fused(operators);
    this.served =
        operators == null ? layers : layers.map(layer -> layer.packed(operators, precision));
  }

  /** The largest of its kind, lite4, has 52 MB in float32. */
  private static final long MOST_BYTES = 1 << 29;

  public static EfficientNetLite load(
      NDManager parent, BackboneDescriptor descriptor, Path file, Precision precision) {
    NDManager manager = parent.newSubManager();
    try (TensorFile weights = TensorFile.read(parent, file, MOST_BYTES)) {
      Convolution stem = Convolution.load(manager, weights, "stem", 3, 2, 3, false);
      long channels = stem.outputChannels();
      int strides = stem.stride();
      List<InvertedResidual> blocks = new ArrayList<>();
      List<String> specs = new ArrayList<>(List.of(descriptor.blocks().split(" ", -1)));
      String last = lastConvolution(specs);
      for (String spec : specs) {
        Matcher block = BLOCK.matcher(spec);
        if (!block.matches()) {
          throw fault(file, "backbone block '" + spec + "' is not of the form I:kKsS");
        }
        String name = "blocks." + block.group(1);
        int kernel = Integer.parseInt(block.group(2));
        int stride = Integer.parseInt(block.group(3));
        boolean residual = !block.group(4).isEmpty();
        long inputChannels = channels;
        strides *= stride;
        Convolution expand = null;
        if (weights.contains(name + ".expand.weight")) {
          expand = Convolution.load(manager, weights, name + ".expand", 1, 1, channels, false);
          channels = expand.outputChannels();
        }
        Convolution depthwise =
            Convolution.load(manager, weights, name + ".depthwise", kernel, stride, channels, true);
        Convolution project =
            Convolution.load(manager, weights, name + ".project", 1, 1, channels, false);
        channels = project.outputChannels();
        if (residual && (stride != 1 || channels != inputChannels)) {
          throw fault(file, "block '" + spec + "' can't be residual: its output has another shape");
        }
        blocks.add(new InvertedResidual(expand, depthwise, project, residual));
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
      Convolution head = Convolution.load(manager, weights, last, 1, 1, channels, false);
      if (head.outputChannels() != descriptor.channels()) {
        throw fault(
            file,
            "the network gives "
                + head.outputChannels()
                + " channels, model.json says "
                + descriptor.channels());
      }
      Layers layers = new Layers(stem, List.copyOf(blocks), head);
      return new EfficientNetLite(descriptor, manager, layers, precision);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private static void checkLateral(
      BackboneDescriptor descriptor, Path file, int block, long channels, int strides) {
    BackboneDescriptor.Lateral lateral = descriptor.lateral();
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

  /**
   * Name of the 1×1 convolution the map is taken from: the head, or the expansion of a block where
   * the list ends with one, which is removed.
   */
  private static String lastConvolution(List<String> specs) {
    Matcher expansion = EXPANSION.matcher(specs.get(specs.size() - 1));
    if (!expansion.matches()) {
      return "head";
    }
    specs.remove(specs.size() - 1);
    return "blocks." + expansion.group(1) + ".expand";
  }

  private static SppdetException fault(Path file, String reason) {
    return new SppdetException(Kind.MODEL, file, reason, null);
  }

  @Override
  public BackboneDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public NDList forward(NDManager scope, Image image) {
    try (NDManager working = scope.newSubManager()) {
      int start = firstKept();
      NDList maps = tail(trunk(working, image, start, served, fast), start, served, fast);
      if (precision == Precision.BFLOAT16) {
        maps = new NDList(maps.stream().map(operators::float32).toList());
      }
      maps.attach(scope);
      return maps;
    }
  }

  @Override
  public List<Layer> layers(int height, int width) {
    List<Layer> told = new ArrayList<>();
    told.add(new Layer("input", "none", 1, 1, 0, 0, false, 3, height, width, ReceptiveField.PIXEL));
    told.add(layers.stem().behind(last(told), RELU6));
    for (InvertedResidual block : layers.blocks()) {
      if (block.expand() != null) {
        told.add(block.expand().behind(last(told), RELU6));
      }
      told.add(block.depthwise().behind(last(told), RELU6));
      told.add(block.project().behind(last(told), block.residual() ? "+ input" : "none"));
    }
    told.add(layers.head().behind(last(told), RELU6));
    return List.copyOf(told.subList(1, told.size()));
  }

  private static Layer last(List<Layer> told) {
    return told.get(told.size() - 1);
  }

  /** The block up to which no map has to outlive the next. */
  private int firstKept() {
    return descriptor.lateral() == null ? blocks() : descriptor.lateral().block();
  }

  @Override
  public int blocks() {
    return layers.blocks().size();
  }

  @Override
  public int blocksUpTo(int stride) {
    int reached = layers.stem().stride();
    for (int i = 0; i < blocks(); i++) {
      reached *= layers.blocks().get(i).depthwise().stride();
      if (reached > stride) {
        return i;
      }
    }
    return blocks();
  }

  @Override
  public int channels(int block) {
    return (int) layers.blocks().get(block).project().outputChannels();
  }

  @Override
  public NDArray trunk(NDManager scope, Image image, int count) {
    NDArray map = trunk(scope, image, count, served, fast);
    if (precision == Precision.FLOAT32) {
      return map;
    }
    try (map) {
      return operators.float32(map);
    }
  }

  private NDArray trunk(NDManager scope, Image image, int count, Layers by, Arithmetic arithmetic) {
    NDArray map;
    try (NDManager input = scope.newSubManager()) {
      map = arithmetic.relu6(by.stem(), NetworkInput.tensor(input, image, descriptor));
      map.attach(scope);
    }
    for (InvertedResidual block : by.blocks().subList(0, count)) {
      NDArray next = arithmetic.block(block, map);
      map.close(); // early maps are tens of megabytes: keep two at a time
      map = next;
    }
    return map;
  }

  @Override
  public NDList tail(NDArray trunk, int count) {
    return tail(trunk, count, layers, differentiable);
  }

  private NDList tail(NDArray trunk, int count, Layers by, Arithmetic arithmetic) {
    NDArray map = trunk;
    NDArray lateral = null;
    for (int i = count; i < blocks(); i++) {
      NDArray next = arithmetic.block(by.blocks().get(i), map);
      if (map != trunk && map != lateral) {
        map.close();
      }
      map = next;
      if (descriptor.lateral() != null && i == descriptor.lateral().block()) {
        lateral = map;
      }
    }
    NDArray last = arithmetic.relu6(by.head(), map);
    if (map != trunk && map != lateral) {
      map.close();
    }
    return lateral == null ? new NDList(last) : new NDList(last, lateral);
  }

  @Override
  public LearningTail learning(NDManager scope, int count, Precision in) {
    if (learning == null) {
      learning = LearningOperators.load(manager);
    }
    int lateral = descriptor.lateral() == null ? -1 : descriptor.lateral().block() - count;
    return new LearningTail(
        scope, learning, in, layers.blocks().subList(count, blocks()), layers.head(), lateral);
  }

  @Override
  public Map<String, NDArray> weights(int count) {
    Map<String, NDArray> weights = new LinkedHashMap<>();
    layers.blocks().subList(count, blocks()).forEach(block -> block.addTo(weights));
    layers.head().addTo(weights);
    weights.keySet().removeIf(name -> name.endsWith(".depthwise.weight"));
    return weights;
  }

  @Override
  public Map<String, NDArray> weights() {
    Map<String, NDArray> weights = new LinkedHashMap<>();
    layers.stem().addTo(weights);
    layers.blocks().forEach(block -> block.addTo(weights));
    layers.head().addTo(weights);
    return weights;
  }

  @Override
  public void close() {
    manager.close();
  }

  /** All convolutions. */
  private record Layers(Convolution stem, List<InvertedResidual> blocks, Convolution head) {
    /** The same with each changed. */
    Layers map(UnaryOperator<Convolution> change) {
      return new Layers(
          change.apply(stem),
          blocks.stream().map(block -> block.map(change)).toList(),
          change.apply(head));
    }
  }

  /** How convolutions are computed. */
  private interface Arithmetic {
    /** A convolution and ReLU6. */
    NDArray relu6(Convolution layer, NDArray input);

    /** A whole block. */
    NDArray block(InvertedResidual block, NDArray input);
  }

  /** In steps that autograd can follow. */
  private static final class Differentiable implements Arithmetic {
    @Override
    public NDArray relu6(Convolution layer, NDArray input) {
      try (NDArray sums = layer.apply(input)) {
        return sums.clip(0, RELU6_MAX);
      }
    }

    @Override
    public NDArray block(InvertedResidual block, NDArray input) {
      NDArray wide = block.expand() == null ? input : relu6(block.expand(), input);
      try (NDArray filtered = relu6(block.depthwise(), wide)) {
        if (wide != input) {
          wide.close();
        }
        NDArray output = block.project().apply(filtered);
        return block.residual() ? output.addi(input) : output;
      }
    }
  }

  /** In few passes over memory. */
  private record Fused(FusedOperators operators) implements Arithmetic {
    @Override
    public NDArray relu6(Convolution layer, NDArray input) {
      return operators.convolution(
          input,
          layer.weight(),
          layer.bias(),
          layer.stride(),
          layer.before(),
          layer.after(),
          layer.groups(),
          Activation.RELU6);
    }

    @Override
    public NDArray block(InvertedResidual block, NDArray input) {
      Convolution depthwise = block.depthwise();
      return operators.invertedResidual(
          input,
          block.expand() == null ? new NDList() : block.expand().arrays(),
          depthwise.arrays(),
          block.project().arrays(),
          depthwise.stride(),
          depthwise.before(),
          depthwise.after(),
          rows(input.getShape(), depthwise),
          block.residual());
    }

    /** Of a band: all of the output's, shared out evenly. */
    private static int rows(Shape input, Convolution depthwise) {
      long height = input.get(2) / depthwise.stride();
      long wide = depthwise.outputChannels() * input.get(2) * input.get(3);
      long bands = (wide + BAND - 1) / BAND;
      return (int) ((height + bands - 1) / bands);
    }
  }
}
