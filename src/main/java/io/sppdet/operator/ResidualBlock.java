package io.sppdet.operator;

import ai.djl.ndarray.NDList;

/**
 * An inverted residual block; each layer is a weight and a bias.
 *
 * @param expand a 1×1 layer with ReLU6; empty for a block without
 * @param depthwise with ReLU6
 * @param project a 1×1 layer
 * @param sliding of the depthwise convolution
 * @param residual whether the input is added to what it gives
 */
public record ResidualBlock(
    NDList expand, NDList depthwise, NDList project, Sliding sliding, boolean residual) {}
