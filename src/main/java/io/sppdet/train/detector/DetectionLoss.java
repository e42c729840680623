package io.sppdet.train.detector;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.loss.Loss;
import io.sppdet.geometry.Box;
import io.sppdet.geometry.BoxDelta;
import io.sppdet.head.BoxRegression;
import io.sppdet.head.HeadLayout;
import io.sppdet.train.detector.Batches.Drawn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What fine-tuning lowers: the mean cross-entropy of the regions, and the box loss where boxes are
 * trained jointly.
 *
 * <p>Constants are arrays of the step's scope: DJL frees the memory of a plain number before the
 * backward pass reads it.
 */
record DetectionLoss(TrainableHead head) {
  /**
   * The loss of regions.
   *
   * @param fc7 {@code (R, fc7)} of the regions of all images
   */
  NDArray of(NDManager scope, NDArray fc7, List<Drawn> batch) {
    long[] labels =
        batch.stream()
            .flatMap(drawn -> drawn.sample().labels().stream())
            .mapToLong(Integer::longValue)
            .toArray();
    NDArray logits = head.linear(TrainableHead.SOFTMAX, fc7);
    NDArray truth = scope.create(labels);
    NDArray loss = Loss.softmaxCrossEntropyLoss().evaluate(new NDList(truth), new NDList(logits));
    return head.size().boxes() == BoxRegression.JOINT ? loss.add(boxLoss(scope, fc7, batch)) : loss;
  }

  /**
   * Smooth L1 of the deltas of the positive regions to their objects, over the number of all
   * regions (Girshick 2015, section 2.3).
   */
  private NDArray boxLoss(NDManager scope, NDArray fc7, List<Drawn> batch) {
    List<Integer> rows = new ArrayList<>();
    List<Float> targets = new ArrayList<>();
    int row = 0;
    for (Drawn drawn : batch) {
      for (int i = 0; i < drawn.sample().regions().size(); i++, row++) {
        int label = drawn.sample().labels().get(i);
        if (label < head.size().classes()) {
          int region = drawn.sample().regions().get(i);
          Box truth = drawn.regions().match(region).box();
          BoxDelta delta = BoxDelta.encode(drawn.regions().boxes().get(region), truth);
          rows.add(row * head.size().classes() + label);
          Collections.addAll(
              targets,
              (float) delta.dx() / TrainableHead.DELTA_STD[0],
              (float) delta.dy() / TrainableHead.DELTA_STD[1],
              (float) delta.dw() / TrainableHead.DELTA_STD[2],
              (float) delta.dh() / TrainableHead.DELTA_STD[3]);
        }
      }
    }
    NDArray deltas = head.linear(HeadLayout.BOX, fc7).reshape(-1, 4);
    if (rows.isEmpty()) {
      return deltas.sum().mul(scope.create(0f)); // all parameters need a gradient
    }
    int[] index = new int[4 * rows.size()];
    float[] values = new float[index.length];
    for (int i = 0; i < index.length; i++) {
      index[i] = rows.get(i / 4);
      values[i] = targets.get(i);
    }
    NDArray wanted = scope.create(values, new Shape(rows.size(), 4));
    NDArray error = deltas.gather(indices(scope, index, rows.size(), 4), 0).sub(wanted).abs();
    NDArray capped = error.minimum(scope.create(1f)); // e²/2 below 1, e − 1/2 above
    return capped.mul(error.sub(capped.mul(scope.create(0.5f)))).sum().mul(scope.create(1f / row));
  }

  private static NDArray indices(NDManager scope, int[] values, long rows, long columns) {
    return scope.create(values, new Shape(rows, columns)).toType(DataType.INT64, false);
  }
}
