/**
 * Training of whole-image classifiers. Start at {@link
 * io.sppdet.train.classifier.ClassifierTrainer}.
 */
package io.sppdet.train.classifier;
