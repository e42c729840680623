/**
 * The training recipe of SPP-net, one class a step. Start at {@link
 * io.sppdet.train.detector.Trainer}.
 */
package io.sppdet.train.detector;
