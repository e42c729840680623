/**
 * Training of whole-image classifiers. Start at {@link
 * io.sppdet.train.classifier.ClassifierTrainer}. Uses eval, classify, train.run, model,
 * train.solver, head, backbone, dataset, pooling.roi, tensor and error.
 */
package io.sppdet.train.classifier;
