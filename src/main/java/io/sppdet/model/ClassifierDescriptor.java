package io.sppdet.model;

import java.util.List;

/**
 * The {@code classifier} object of {@code model.json}: a linear layer on the mean of the backbone's
 * map.
 *
 * @param file tensors {@code classifier.weight} (K, C) and {@code classifier.bias} (K)
 * @param classes names of the K classes
 */
public record ClassifierDescriptor(String file, List<String> classes) {}
