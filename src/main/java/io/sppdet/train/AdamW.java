package io.sppdet.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * AdamW (Loshchilov and Hutter 2019) with a learning rate for each parameter, whose state can be
 * kept and taken up again, which DJL's own optimizer hides.
 */
final class AdamW {
  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.999f;
  private static final float EPSILON = 1e-8f;
  private static final float WEIGHT_DECAY = 0.01f;

  private final Map<String, NDArray> parameters;
  private final Map<String, NDArray> means = new TreeMap<>();
  private final Map<String, NDArray> variances = new TreeMap<>();
  private int updates;

  /** An optimizer of these parameters, whose state lives in {@code manager}. */
  AdamW(NDManager manager, Map<String, NDArray> parameters) {
    this.parameters = parameters;
    parameters.forEach(
        (name, parameter) -> {
          means.put(name, zerosLike(manager, parameter));
          variances.put(name, zerosLike(manager, parameter));
        });
  }

  private static NDArray zerosLike(NDManager manager, NDArray parameter) {
    NDArray zeros = parameter.zerosLike(); // of the same strides
    zeros.attach(manager);
    return zeros;
  }

  /** Moves every parameter against its gradient, which is cleared. */
  void update(ToDoubleFunction<String> rate) {
    updates++;
    double correction = Math.sqrt(1 - Math.pow(BETA2, updates)) / (1 - Math.pow(BETA1, updates));
    parameters.forEach(
        (name, parameter) -> {
          double learningRate = rate.applyAsDouble(name);
          try (NDArray gradient = parameter.getGradient()) {
            parameter
                .getNDArrayInternal()
                .adamUpdate(
                    new NDList(parameter, gradient, means.get(name), variances.get(name)),
                    new NDList(parameter),
                    (float) learningRate,
                    (float) (learningRate * correction),
                    WEIGHT_DECAY,
                    1,
                    -1,
                    BETA1,
                    BETA2,
                    EPSILON,
                    true,
                    true);
          }
        });
  }

  /** The parameters and the state of their optimization, by name. */
  Map<String, NDArray> state() {
    Map<String, NDArray> state = new TreeMap<>();
    parameters.forEach((name, parameter) -> state.put(name, parameter));
    means.forEach((name, mean) -> state.put("mean." + name, mean));
    variances.forEach((name, variance) -> state.put("variance." + name, variance));
    return state;
  }

  int updates() {
    return updates;
  }

  /** To be called once the tensors of {@link #state()} hold what they held after an update. */
  void resume(int updatesDone) {
    updates = updatesDone;
  }
}
