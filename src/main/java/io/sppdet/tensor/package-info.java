/**
 * Named tensors in files, by DJL. Start at {@link io.sppdet.tensor.TensorFile}. Uses natives and
 * error.
 */
package io.sppdet.tensor;
