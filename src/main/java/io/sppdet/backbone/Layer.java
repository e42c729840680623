package io.sppdet.backbone;

/**
 * One convolution, on an input of a certain size.
 *
 * @param name as the weights' file calls it, such as {@code blocks.3.depthwise}
 * @param activation what follows: {@code ReLU6}, {@code none}, or {@code + input} where the block's
 *     input is added
 * @param kernel side of the kernel in cells
 * @param stride in cells
 * @param before rows of zeros above its input, and columns left of it
 * @param after rows of zeros below, and columns to the right
 * @param depthwise whether each channel is filtered alone
 * @param channels of its output
 * @param height of its output in cells
 * @param width of its output in cells
 * @param field what a cell of its output sees of the input
 */
public record Layer(
    String name,
    String activation,
    int kernel,
    int stride,
    int before,
    int after,
    boolean depthwise,
    int channels,
    int height,
    int width,
    ReceptiveField field) {}
