package io.sppdet.backbone.efficientnet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.sppdet.backbone.Backbone;
import io.sppdet.backbone.EfficientNetLiteDescriptor;
import io.sppdet.image.Image;
import io.sppdet.operator.Precision;
import java.util.Map;

/**
 * A backbone whose later blocks can learn: the blocks before stay fixed, so that their output, the
 * trunk, can be kept, and gradients flow through the blocks behind it. {@code forward(image)} is
 * {@code tail(trunk(image, n), n)} for every n up to the block of the lateral map, if there is one.
 */
public interface TrainableBackbone extends Backbone {
  @Override
  EfficientNetLiteDescriptor descriptor();

  /** How many blocks there are between the stem and the last convolution. */
  int blocks();

  /** How many of the blocks, counted from the stem, work at a stride of at most this. */
  int blocksUpTo(int stride);

  /** Channels of a block's output. */
  int channels(int block);

  /**
   * The image's map behind the stem and the first blocks.
   *
   * @param blocks how many of them
   * @return {@code (1, C, H, W)} float32 with channels-last strides, owned by {@code scope}
   */
  NDArray trunk(NDManager scope, Image image, int blocks);

  /**
   * Runs the blocks from {@code blocks} on; differentiable in {@link #weights}.
   *
   * @param trunk what {@link #trunk} gave; stays open
   * @return what {@link #forward} gives, in the manager of {@code trunk}
   */
  NDList tail(NDArray trunk, int blocks);

  /**
   * The blocks from {@code blocks} on, which give what {@link #tail} gives, and gradients.
   *
   * @param precision they are computed in
   */
  LearningTail learning(NDManager scope, int blocks, Precision precision);

  /**
   * What is to learn of the blocks from {@code blocks} on and the last convolution: all weights and
   * biases but the depthwise filters, whose gradients take a fifth of the time and which hardly
   * change.
   */
  Map<String, NDArray> weights(int blocks);

  /** All weights and biases by their names in the file, in a fixed order. */
  Map<String, NDArray> weights();
}
