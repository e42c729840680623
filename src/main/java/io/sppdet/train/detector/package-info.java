/**
 * The training recipe of SPP-net, one class a step. Start at {@link
 * io.sppdet.train.detector.Trainer}. Uses eval, detect, train.run, model, train.solver,
 * backbone.efficientnet, head, backbone, dataset, proposal, image, operator, pooling.roi, tensor,
 * natives, parallel, error and geometry.
 */
package io.sppdet.train.detector;
