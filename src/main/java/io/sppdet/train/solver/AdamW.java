package io.sppdet.train.solver;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.sppdet.operator.LearningOperators;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * AdamW (Loshchilov and Hutter 2019) with a learning rate for each parameter, whose state can be
 * kept and taken up again, which DJL's own optimizer hides.
 */
public final class AdamW {
  /** The share of a parameter, times the learning rate, that an update takes from it. */
  public static final double DECAY = 0.01;

  private final LearningOperators operators;
  private final Map<String, NDArray> parameters;
  private final Map<String, NDArray> means = new TreeMap<>();
  private final Map<String, NDArray> variances = new TreeMap<>();
  private final Map<String, NDArray> averages = new TreeMap<>();
  private final double share;
  private final LearningOperators.AdamW settings;
  private int updates;

  /** An optimizer of these parameters, whose state lives in {@code manager}. */
  public AdamW(NDManager manager, Map<String, NDArray> parameters) {
    this(manager, parameters, DECAY, 0);
  }

  /**
   * One that averages the parameters too, by exponential decay (Polyak averaging).
   *
   * @param decay as {@link #DECAY}
   * @param share of an update in the average; 0 for no averages
   */
  public AdamW(NDManager manager, Map<String, NDArray> parameters, double decay, double share) {
    this.settings = new LearningOperators.AdamW(0.9, 0.999, 1e-8, decay);
    this.share = share;
    this.operators = LearningOperators.load(manager);
    this.parameters = parameters;
    parameters.forEach(
        (name, parameter) -> {
          means.put(name, zerosLike(manager, parameter));
          variances.put(name, zerosLike(manager, parameter));
          if (share > 0) {
            NDArray average = zerosLike(manager, parameter);
            operators.approach(average, parameter, 1);
            averages.put(name, average);
          }
        });
  }

  private static NDArray zerosLike(NDManager manager, NDArray parameter) {
    NDArray zeros = parameter.zerosLike(); // of the same strides
    zeros.attach(manager);
    return zeros;
  }

  /** Moves every parameter against the gradient that autograd has found, which is cleared. */
  public void update(ToDoubleFunction<String> rate) {
    update(Map.of(), rate);
  }

  /**
   * The same.
   *
   * @param gradients of parameters that autograd knows nothing of
   */
  public void update(Map<String, NDArray> gradients, ToDoubleFunction<String> rate) {
    updates++;
    parameters.forEach(
        (name, parameter) -> {
          NDArray given = gradients.get(name);
          try (NDArray gradient = given == null ? parameter.getGradient() : given) {
            operators.adamW(
                new NDList(parameter, gradient, means.get(name), variances.get(name)),
                updates,
                rate.applyAsDouble(name),
                settings);
            if (share > 0) {
              operators.approach(averages.get(name), parameter, share);
            }
          }
        });
  }

  /** Sets the parameters to their averages, where there are any. */
  public void takeAverages() {
    averages.forEach((name, average) -> operators.approach(parameters.get(name), average, 1));
  }

  /** The parameters and the state of their optimization, by name. */
  public Map<String, NDArray> state() {
    Map<String, NDArray> state = new TreeMap<>();
    parameters.forEach((name, parameter) -> state.put(name, parameter));
    means.forEach((name, mean) -> state.put("mean." + name, mean));
    variances.forEach((name, variance) -> state.put("variance." + name, variance));
    averages.forEach((name, average) -> state.put("average." + name, average));
    return state;
  }

  public int updates() {
    return updates;
  }

  /** To be called once the tensors of {@link #state()} hold what they held after an update. */
  public void resume(int updatesDone) {
    updates = updatesDone;
  }
}
