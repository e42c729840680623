package io.sppdet.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.sppdet.geometry.FeatureMap;
import io.sppdet.operator.FusedOperators;
import io.sppdet.operator.FusedOperators.Activation;
import io.sppdet.operator.IntegerOperators.Input;
import io.sppdet.operator.Precision;
import io.sppdet.pooling.roi.RoiVectors;
import io.sppdet.tensor.LayerName;
import io.sppdet.tensor.TensorFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The learnt layers after the backbone: conv5, and its neck, before the spatial pyramid; fc6, fc7,
 * the classifier and a linear box regressor a class behind it (He et al. 2014, section 4.1).
 */
public final class RegionHead implements AutoCloseable {
  /** RoIs a matrix product, which bounds the memory of images with very many proposals. */
  private static final int MAX_ROWS = 256;

  private final HeadSize size;
  private final NDManager manager;
  private final Conv5 conv5;
  private final Map<String, NDArray> neck = new HashMap<>();
  private final Precision precision;
  private final UnaryOperator<NDArray> fc6;
  private final UnaryOperator<NDArray> fc7;
  private final UnaryOperator<NDArray> classifier;

  /** Null where nothing moves the boxes. */
  private final UnaryOperator<NDArray> boxes;

  /** Null where nothing is rejected. */
  private final Objectness objectness;

  /** Weight and bias; null where the whole image has no say. */
  private final float[][] context;

  private final List<PlattScaling> calibration;

  private RegionHead(NDManager manager, TensorFile file, HeadSize size, Precision precision) {
    this.size = size;
    this.manager = manager;
    int k = size.classes();
    HeadLayout layout = HeadLayout.of(size);
    Function<String, NDArray> read =
        name ->
            layout.tensors().containsKey(name) ? file.get(manager, name, layout.shape(name)) : null;
    FusedOperators operators = FusedOperators.areThere() ? FusedOperators.load(manager) : null;
    NDArray lateral = read.apply(HeadLayout.LATERAL);
    conv5 =
        new Conv5(
            last(operators, HeadLayout.CONV5, read),
            lateral == null
                ? null
                : sums(operators, lateral, manager.zeros(new Shape(size.conv5()))));
    size.neck().tensors(size.conv5()).forEach((name, shape) -> neck.put(name, read.apply(name)));
    FullyConnected sixth =
        FullyConnected.read(manager, file, HeadLayout.FC6, size.fc6(), size.pooled());
    FullyConnected seventh =
        FullyConnected.read(manager, file, HeadLayout.FC7, size.fc7(), size.fc6());
    boolean whole = sixth.right() == null && seventh.right() == null;
    this.precision = whole ? precision : Precision.FLOAT32;
    // conv5 ends with ReLU, a neck need not
    Input pooled = size.neck() == Neck.NONE ? Input.POSITIVE : Input.SIGNED;
    fc6 = packed(operators, sixth, pooled, this.precision);
    fc7 = packed(operators, seventh, Input.POSITIVE, this.precision);
    classifier = last(operators, HeadLayout.CLASSIFIER, read);
    boxes = size.boxes() == BoxRegression.NONE ? null : last(operators, HeadLayout.BOX, read);
    objectness =
        size.coarseBins() == 0
            ? null
            : new Objectness(
                read.apply(HeadLayout.OBJECTNESS.weight()).toFloatArray(),
                read.apply(HeadLayout.OBJECTNESS.bias()).toFloatArray()[0]);
    context =
        size.context()
            ? new float[][] {
              read.apply(HeadLayout.CONTEXT.weight()).toFloatArray(),
              read.apply(HeadLayout.CONTEXT.bias()).toFloatArray()
            }
            : null;
    float[] platt = read.apply(HeadLayout.PLATT).toFloatArray();
    List<PlattScaling> scalings = new ArrayList<>();
    for (int c = 0; c < k; c++) {
      scalings.add(new PlattScaling(platt[2 * c], platt[2 * c + 1]));
    }
    calibration = List.copyOf(scalings);
  }

  private static UnaryOperator<NDArray> packed(
      FusedOperators operators, FullyConnected layer, Input input, Precision precision) {
    if (operators != null && precision == Precision.INT8) {
      return IntegerLayer.of(operators.integers(), layer, input)::apply;
    }
    if (layer.right() == null) {
      return PackedLayer.of(operators, layer.weight(), layer.bias(), Activation.RELU, precision)
          ::apply;
    }
    NDArray none = layer.right().getManager().zeros(new Shape(layer.right().getShape().get(0)));
    PackedLayer right =
        PackedLayer.of(operators, layer.right(), none, Activation.NONE, Precision.FLOAT32);
    PackedLayer left =
        PackedLayer.of(operators, layer.weight(), layer.bias(), Activation.RELU, Precision.FLOAT32);
    return x -> left.apply(right.apply(x));
  }

  private static UnaryOperator<NDArray> last(
      FusedOperators operators, LayerName layer, Function<String, NDArray> read) {
    return sums(operators, read.apply(layer.weight()), read.apply(layer.bias()));
  }

  private static UnaryOperator<NDArray> sums(
      FusedOperators operators, NDArray weight, NDArray bias) {
    return PackedLayer.of(operators, weight, bias, Activation.NONE, Precision.FLOAT32)::apply;
  }

  /** Reads the layers, to compute in float32. */
  public static RegionHead load(NDManager parent, Path path, HeadSize size) {
    return load(parent, path, size, Precision.FLOAT32);
  }

  /**
   * Reads the layers.
   *
   * @param precision of fc6 and fc7; float32 where the weights of one are in factors
   * @throws io.sppdet.error.SppdetException MODEL when a tensor is missing or mis-shaped
   */
  public static RegionHead load(NDManager parent, Path path, HeadSize size, Precision precision) {
    NDManager manager = parent.newSubManager();
    try (TensorFile file = TensorFile.read(parent, path, HeadLayout.of(size).mostBytes())) {
      return new RegionHead(manager, file, size, precision);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  public HeadSize size() {
    return size;
  }

  /** What fc6 and fc7 are computed in; the other layers are float32. */
  public Precision precision() {
    return precision;
  }

  /**
   * The map that regions are pooled from: conv5, with the context of the neck where there is one.
   *
   * @param maps of the backbone
   */
  public FeatureMap conv5(NDList maps) {
    Shape shape = maps.get(maps.size() - 1).getShape();
    int height = (int) shape.get(2);
    int width = (int) shape.get(3);
    NDArray cells = size.neck().apply(conv5.cells(maps), height, width, neck::get);
    return new FeatureMap(height, width, size.channels(), cells.toFloatArray());
  }

  /**
   * Scores pooled regions.
   *
   * @param pooled {@code (R, bins · channels)}
   */
  public RegionScores score(float[] pooled) {
    return score(RoiVectors.of(pooled, size.pooled()));
  }

  /** Scores regions, which are pooled a block at a time. */
  public RegionScores score(RoiVectors pooled) {
    int k = size.classes();
    int regions = pooled.size();
    float[] margins = new float[regions * k];
    float[] deltas = new float[regions * k * 4];
    forEachBlock(
        pooled,
        (from, x) -> {
          Layers layers = layers(x);
          copy(margins(layers.logits().toFloatArray()), margins, from * k);
          if (layers.deltas() != null) {
            copy(layers.deltas().toFloatArray(), deltas, from * k * 4);
          }
        });
    return new RegionScores(regions, k, margins, deltas);
  }

  /**
   * What every layer says of pooled regions: what {@link #score} sees on its way, to the digit, of
   * the same regions.
   *
   * @param pooled {@code (R, bins · channels)}
   */
  public RegionActivations activations(float[] pooled) {
    int regions = pooled.length / size.pooled();
    float[] sixth = new float[regions * size.fc6()];
    float[] seventh = new float[regions * size.fc7()];
    float[] logits = new float[regions * size.logits()];
    float[] deltas = new float[regions * size.classes() * 4];
    forEachBlock(
        RoiVectors.of(pooled, size.pooled()),
        (from, x) -> {
          Layers layers = layers(x);
          copy(layers.fc6().toFloatArray(), sixth, from * size.fc6());
          copy(layers.fc7().toFloatArray(), seventh, from * size.fc7());
          copy(layers.logits().toFloatArray(), logits, from * size.logits());
          if (layers.deltas() != null) {
            copy(layers.deltas().toFloatArray(), deltas, from * size.classes() * 4);
          }
        });
    RegionScores scores = new RegionScores(regions, size.classes(), margins(logits), deltas);
    return new RegionActivations(sixth, seventh, logits, scores);
  }

  /** Outputs for a block of regions; deltas is null where nothing moves the boxes. */
  private record Layers(NDArray fc6, NDArray fc7, NDArray logits, NDArray deltas) {}

  private Layers layers(NDArray x) {
    NDArray sixth = fc6.apply(x);
    NDArray seventh = fc7.apply(sixth);
    NDArray logits = classifier.apply(seventh);
    if (boxes == null) {
      return new Layers(sixth, seventh, logits, null);
    }
    NDArray input = size.boxes() == BoxRegression.JOINT ? seventh : x;
    return new Layers(sixth, seventh, logits, boxes.apply(input));
  }

  /** A margin a class: the SVM's own, or the log-odds of the softmax, background left out. */
  private float[] margins(float[] values) {
    return size.classifier() == Classifier.SVM ? values : Softmax.logOdds(values, size.classes());
  }

  /**
   * The output of fc7, which the SVMs are trained on.
   *
   * @param pooled {@code (R, bins · channels)}
   * @return {@code (R, fc7)}
   */
  public float[] features(float[] pooled) {
    float[] features = new float[pooled.length / size.pooled() * size.fc7()];
    forEachBlock(
        RoiVectors.of(pooled, size.pooled()),
        (from, x) -> copy(fc7.apply(fc6.apply(x)).toFloatArray(), features, from * size.fc7()));
    return features;
  }

  /** What says which windows are worth a score; null where all are. */
  public Objectness objectness() {
    return objectness;
  }

  /**
   * What the whole image says of all its regions; null where it has no say.
   *
   * @param share of what it says that counts; null where it has no say
   */
  public Context context(Double share) {
    return context == null || share == null ? null : new Context(context[0], context[1], share);
  }

  /** What turns the margins of a class into probabilities. */
  public PlattScaling calibration(int classId) {
    return calibration.get(classId);
  }

  /** Probability that a detection of this class with this margin is right. */
  public double calibrated(int classId, double margin) {
    return calibration.get(classId).score(margin);
  }

  /** What to do with a block of pooled vectors, {@code (rows, bins · channels)}. */
  private interface BlockKernel {
    void apply(int from, NDArray x);
  }

  private void forEachBlock(RoiVectors pooled, BlockKernel kernel) {
    for (int from = 0; from < pooled.size(); from += MAX_ROWS) {
      int to = Math.min(pooled.size(), from + MAX_ROWS);
      try (NDManager scope = manager.newSubManager()) {
        NDArray x = scope.create(new Shape(to - from, size.pooled()), DataType.FLOAT32);
        ByteBuffer memory = x.toByteBuffer(true).order(ByteOrder.nativeOrder()); // its own
        pooled.write(from, to, memory.asFloatBuffer());
        kernel.apply(from, x);
      }
    }
  }

  private static void copy(float[] values, float[] to, int at) {
    System.arraycopy(values, 0, to, at, values.length);
  }

  @Override
  public void close() {
    manager.close();
  }
}
