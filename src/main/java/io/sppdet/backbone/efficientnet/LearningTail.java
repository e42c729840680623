package io.sppdet.backbone.efficientnet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.sppdet.backbone.Backbone;
import io.sppdet.operator.LearningOperators;
import io.sppdet.operator.LearningOperators.LayerPass;
import io.sppdet.operator.LearningOperators.Limit;
import io.sppdet.operator.Precision;
import io.sppdet.operator.ResidualBlock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The later blocks of a backbone and its last convolution for one step of learning: forwards with
 * the weights as they are, backwards by the chain rule, written out. Lives in the scope it was made
 * in.
 */
public final class LearningTail {
  /** A block with the layers it was made of. */
  private record Part(ResidualBlock block, InvertedResidual layers) {}

  private final NDManager scope;
  private final LearningOperators operators;
  private final Precision precision;
  private final List<Part> parts = new ArrayList<>();
  private final Convolution last;
  private final NDList head;
  private final int lateral;

  /**
   * @param lateral the place among the blocks of the one whose map is given too; -1 for none
   */
  LearningTail(
      NDManager scope,
      LearningOperators operators,
      Precision precision,
      List<InvertedResidual> blocks,
      Convolution last,
      int lateral) {
    this.scope = scope;
    this.operators = operators;
    this.precision = precision;
    this.lateral = lateral;
    for (InvertedResidual block : blocks) {
      parts.add(new Part(block.block(this::weights), block));
    }
    this.last = last;
    this.head = weights(last);
  }

  private NDList weights(Convolution layer) {
    NDList rounded = new NDList();
    layer.arrays().forEach(array -> rounded.add(operators.in(precision, array)));
    rounded.attach(scope);
    return rounded;
  }

  /** Runs the blocks; {@code trunk} stays open. Several images may go side by side. */
  public Pass forward(NDArray trunk) {
    return new Pass(trunk);
  }

  /** Adds the gradients of an image to those of another, which it returns. */
  public Map<String, NDArray> sum(Map<String, NDArray> sums, Map<String, NDArray> more) {
    sums.forEach((name, sum) -> operators.add(sum, more.get(name)));
    return sums;
  }

  /** One image's way through the blocks, with what the way back needs. */
  public final class Pass implements AutoCloseable {
    private final Map<String, NDArray> gradients = new LinkedHashMap<>();
    private final NDManager working = scope.newSubManager();
    private final List<NDArray> inputs = new ArrayList<>();
    private final List<NDList> kept = new ArrayList<>();
    private final NDArray output;

    private Pass(NDArray trunk) {
      NDArray map = operators.in(precision, trunk);
      map.attach(working);
      for (Part part : parts) {
        NDList maps = operators.block(map, part.block());
        inputs.add(map);
        kept.add(maps);
        map = maps.get(0);
      }
      inputs.add(map);
      output = operators.layer(map, head, Limit.RELU6);
    }

    /** What {@link Backbone#forward} gives, in float32; autograd can take copies of it only. */
    public NDList maps() {
      NDList maps = new NDList(operators.in(Precision.FLOAT32, output));
      if (lateral >= 0) {
        maps.add(operators.in(Precision.FLOAT32, inputs.get(lateral + 1)));
      }
      return maps;
    }

    /**
     * Goes back, from the gradients of {@link #maps}, and ends.
     *
     * @return the gradients of the weights by their names, which live as long as the tail
     */
    public Map<String, NDArray> backward(NDList ofMaps) {
      try (this) {
        NDArray input = inputs.get(parts.size());
        LayerPass pass = new LayerPass(input, output, head, Limit.RELU6, 1);
        NDArray gradient = operators.layerGradient(attached(ofMaps.get(0)), pass, sums(last, true));
        for (int i = parts.size() - 1; i >= 0; i--) {
          if (i == lateral) {
            operators.add(gradient, ofMaps.get(1));
          }
          Part part = parts.get(i);
          NDArray next =
              operators.blockGradient(
                  gradient, inputs.get(i), kept.get(i), part.block(), sums(part.layers()));
          gradient.close();
          kept.get(i).close();
          gradient = next;
        }
        return gradients;
      }
    }

    private NDList sums(InvertedResidual block) {
      NDList sums = new NDList();
      if (block.expand() != null) {
        sums.addAll(sums(block.expand(), true));
      }
      sums.addAll(sums(block.depthwise(), false));
      sums.addAll(sums(block.project(), true));
      return sums;
    }

    private NDList sums(Convolution layer, boolean filters) {
      NDList sums = new NDList();
      if (filters) {
        sums.add(scope.zeros(layer.weight().getShape()));
        gradients.put(layer.name().weight(), sums.get(0));
      }
      NDArray bias = scope.zeros(layer.bias().getShape());
      gradients.put(layer.name().bias(), bias);
      sums.add(bias);
      return sums;
    }

    private NDArray attached(NDArray gradient) {
      gradient.attach(working);
      return gradient;
    }

    @Override
    public void close() {
      working.close();
    }
  }
}
