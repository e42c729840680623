/**
 * What fits numbers to numbers, without a photo in sight: AdamW, SVMs, ridge regression, Platt's
 * sigmoid, principal components. Uses head, operator and tensor.
 */
package io.sppdet.train.solver;
