/**
 * Operators of libtorch that DJL has no method for, and the number format they compute in. Start at
 * {@link io.sppdet.operator.FusedOperators}. Uses tensor.
 */
package io.sppdet.operator;
