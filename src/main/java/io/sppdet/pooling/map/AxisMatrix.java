package io.sppdet.pooling.map;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.sppdet.pooling.roi.SpatialPyramidPooling;
import io.sppdet.tensor.Tensors;

/**
 * One axis of an average pooling or a bilinear interpolation: both are linear and treat rows and
 * columns apart, so that a map becomes {@code rows · map · columnsᵀ}. Each row of the matrix holds
 * the shares of the input cells in one output cell; they sum to 1.
 */
public final class AxisMatrix {
  private final int inputs;
  private final int outputs;

  /** {@code (outputs, inputs)}, the input fastest. */
  private final double[] shares;

  private AxisMatrix(int inputs, int outputs) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.shares = new double[Math.multiplyExact(inputs, outputs)];
  }

  int outputs() {
    return outputs;
  }

  /** Share of an input cell in an output cell. */
  double share(int output, int input) {
    return shares[output * inputs + input];
  }

  /** Means of {@code bins} bins {@code [floor(i·n/bins), ceil((i+1)·n/bins))}, as in PyTorch. */
  static AxisMatrix adaptiveAverage(int cells, int bins) {
    AxisMatrix matrix = new AxisMatrix(cells, bins);
    for (int i = 0; i < bins; i++) {
      matrix.average(
          i,
          SpatialPyramidPooling.binStart(i, bins, cells),
          SpatialPyramidPooling.binEnd(i, bins, cells));
    }
    return matrix;
  }

  /**
   * Means of pools of {@code size} cells, next to each other, with TensorFlow's SAME padding: the
   * cells lacking to a multiple are outside, the smaller half before the first, and do not count.
   */
  static AxisMatrix sameAverage(int cells, int size) {
    int pools = (cells - 1) / size + 1;
    int before = (pools * size - cells) / 2;
    AxisMatrix matrix = new AxisMatrix(cells, pools);
    for (int i = 0; i < pools; i++) {
      matrix.average(i, Math.max(0, i * size - before), Math.min(cells, (i + 1) * size - before));
    }
    return matrix;
  }

  /** Interpolation that puts the first and last cells' centres on each other. */
  static AxisMatrix alignedCorners(int from, int to) {
    AxisMatrix matrix = new AxisMatrix(from, to);
    for (int i = 0; i < to; i++) {
      matrix.interpolate(i, to == 1 ? 0 : (double) i * (from - 1) / (to - 1));
    }
    return matrix;
  }

  /** Interpolation that puts the outer borders of the outer cells on each other. */
  static AxisMatrix alignedBorders(int from, int to) {
    AxisMatrix matrix = new AxisMatrix(from, to);
    for (int i = 0; i < to; i++) {
      matrix.interpolate(i, Math.max(0, (i + 0.5) * from / to - 0.5));
    }
    return matrix;
  }

  /**
   * TensorFlow 1's interpolation: the first cells' centres fall together, the last ones' do not.
   */
  static AxisMatrix legacyCorners(int from, int to) {
    AxisMatrix matrix = new AxisMatrix(from, to);
    for (int i = 0; i < to; i++) {
      matrix.interpolate(i, (double) i * from / to);
    }
    return matrix;
  }

  private void average(int output, int start, int end) {
    for (int j = start; j < end; j++) {
      shares[output * inputs + j] = 1.0 / (end - start);
    }
  }

  /** Divides an output cell between the two inputs beside its position; the last one continues. */
  private void interpolate(int output, double position) {
    int before = Math.min((int) position, inputs - 1);
    int after = Math.min(before + 1, inputs - 1);
    double share = position - before;
    shares[output * inputs + before] += 1 - share;
    shares[output * inputs + after] += share;
  }

  /**
   * Applies a matrix to each axis; differentiable.
   *
   * @param maps {@code (N, C, rows.inputs, columns.inputs)}
   * @return {@code (N, C, rows.outputs, columns.outputs)} in the manager of the maps
   */
  static NDArray apply(AxisMatrix rows, AxisMatrix columns, NDArray maps) {
    NDManager scope = maps.getManager();
    DataType type = maps.getDataType();
    return rows.array(scope, type).matMul(maps).matMul(columns.array(scope, type).transpose());
  }

  private NDArray array(NDManager scope, DataType type) {
    try (NDArray own = Tensors.own(scope.create(shares, new Shape(outputs, inputs)))) {
      return own.toType(type, true);
    }
  }
}
