package io.sppdet.backbone.efficientnet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.sppdet.backbone.EfficientNetLiteDescriptor;
import io.sppdet.backbone.Lateral;
import io.sppdet.backbone.Layer;
import io.sppdet.image.Image;
import io.sppdet.operator.LearningOperators;
import io.sppdet.operator.Precision;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The network that serves, and beside it its weights in float32, which learn. */
public final class TrainableEfficientNetLite implements TrainableBackbone {
  private final NDManager manager;
  private final Layers layers;
  private final EfficientNetLite served;
  private final Arithmetic arithmetic = new Differentiable();

  /** Loaded when first needed. */
  private LearningOperators operators;

  private TrainableEfficientNetLite(NDManager manager, Layers layers, EfficientNetLite served) {
    this.manager = manager;
    this.layers = layers;
    this.served = served;
  }

  /**
   * Loads the network to train.
   *
   * @param precision of {@link #forward} and {@link #trunk}
   * @throws io.sppdet.error.SppdetException MODEL when the file is not of the network described
   */
  public static TrainableEfficientNetLite load(
      NDManager parent, EfficientNetLiteDescriptor descriptor, Path file, Precision precision) {
    NDManager manager = parent.newSubManager();
    try {
      Layers layers = Layers.load(manager, descriptor, file);
      EfficientNetLite served = new EfficientNetLite(manager, layers, precision, true);
      return new TrainableEfficientNetLite(manager, layers, served);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  @Override
  public EfficientNetLiteDescriptor descriptor() {
    return layers.descriptor();
  }

  @Override
  public NDList forward(NDManager scope, Image image) {
    return served.forward(scope, image);
  }

  @Override
  public List<Layer> layers(int height, int width) {
    return served.layers(height, width);
  }

  @Override
  public int blocks() {
    return layers.blocks().size();
  }

  @Override
  public int blocksUpTo(int stride) {
    return layers.blocksUpTo(stride);
  }

  @Override
  public int channels(int block) {
    return (int) layers.blocks().get(block).project().outputChannels();
  }

  @Override
  public NDArray trunk(NDManager scope, Image image, int count) {
    return served.trunk(scope, image, count);
  }

  @Override
  public NDList tail(NDArray trunk, int count) {
    return layers.tail(trunk, count, arithmetic);
  }

  @Override
  public LearningTail learning(NDManager scope, int count, Precision in) {
    if (operators == null) {
      operators = LearningOperators.load(manager);
    }
    Lateral map = descriptor().lateral();
    int lateral = map == null ? -1 : map.block() - count;
    return new LearningTail(
        scope, operators, in, layers.blocks().subList(count, blocks()), layers.head(), lateral);
  }

  @Override
  public Map<String, NDArray> weights(int count) {
    Map<String, NDArray> weights = new LinkedHashMap<>();
    for (InvertedResidual block : layers.blocks().subList(count, blocks())) {
      block.addTo(weights);
      weights.remove(block.depthwise().name().weight());
    }
    layers.head().addTo(weights);
    return weights;
  }

  @Override
  public Map<String, NDArray> weights() {
    return layers.weights();
  }

  @Override
  public void close() {
    manager.close();
  }
}
