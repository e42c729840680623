/**
 * Named tensors in files, by DJL. Start at {@link io.sppdet.tensor.TensorFile}. Uses only {@code
 * error} and {@code natives}.
 */
package io.sppdet.tensor;
