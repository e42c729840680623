/** The training recipe of SPP-net, one class a step. Start at {@link io.sppdet.train.Trainer}. */
package io.sppdet.train;
