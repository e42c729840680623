package io.sppdet.train.detector;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.sppdet.operator.LearningOperators;
import io.sppdet.operator.LearningOperators.LayerPass;
import io.sppdet.operator.LearningOperators.Limit;
import io.sppdet.operator.Precision;
import io.sppdet.tensor.LayerName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The fully connected layers with ReLU and dropout for one step of fine-tuning: forwards with the
 * weights as they are, once, and backwards by the chain rule. Lives in the scope it was made in.
 */
final class StepLayers {
  private static final double KEPT = 0.5;

  private record Layer(NDList weights, NDList into) {}

  private final NDManager scope;
  private final LearningOperators operators;
  private final Precision precision;
  private final List<Layer> layers = new ArrayList<>();
  private final Map<String, NDArray> gradients = new LinkedHashMap<>();

  /** The inputs of the layers, then the output of the last. */
  private final List<NDArray> values = new ArrayList<>();

  /**
   * @param names of the layers, first to last, of which {@code parameters} has weight and bias
   */
  StepLayers(
      NDManager scope,
      LearningOperators operators,
      Precision precision,
      List<LayerName> names,
      Map<String, NDArray> parameters) {
    this.scope = scope;
    this.operators = operators;
    this.precision = precision;
    for (LayerName name : names) {
      NDList weights = new NDList();
      NDList into = new NDList();
      for (String part : List.of(name.weight(), name.bias())) {
        NDArray parameter = parameters.get(part);
        weights.add(operators.in(precision, parameter));
        into.add(scope.zeros(parameter.getShape()));
        gradients.put(part, into.get(into.size() - 1));
      }
      weights.attach(scope);
      layers.add(new Layer(weights, into));
    }
  }

  /** Maps {@code (R, in)} to {@code (R, out)} in float32, none of the units dropped. */
  NDArray still(NDArray rows) {
    NDArray x = rows;
    for (Layer layer : layers) {
      x = operators.layer(x, layer.weights(), Limit.RELU);
    }
    return operators.in(Precision.FLOAT32, x);
  }

  /** The same with half of the units dropped; autograd starts anew at what it gives. */
  NDArray forward(NDArray rows) {
    values.clear();
    NDArray x = operators.in(precision, rows);
    x.attach(scope);
    values.add(x);
    for (Layer layer : layers) {
      x = operators.layer(x, layer.weights(), Limit.RELU);
      operators.dropout(x, KEPT);
      values.add(x);
    }
    NDArray output = operators.in(Precision.FLOAT32, x).duplicate();
    output.attach(scope);
    output.setRequiresGradient(true);
    return output;
  }

  /** The gradient of the rows, in float32, from that of what {@link #forward} gave. */
  NDArray backward(NDArray gradient) {
    gradient.attach(scope);
    NDArray back = gradient;
    for (int i = layers.size() - 1; i >= 0; i--) {
      Layer layer = layers.get(i);
      LayerPass pass =
          new LayerPass(values.get(i), values.get(i + 1), layer.weights(), Limit.RELU, KEPT);
      back = operators.layerGradient(back, pass, layer.into());
    }
    NDArray copy = operators.in(Precision.FLOAT32, back).duplicate();
    copy.attach(scope);
    return copy;
  }

  /** Sums of the gradients of weights and biases, by the names of the parameters. */
  Map<String, NDArray> gradients() {
    return gradients;
  }
}
