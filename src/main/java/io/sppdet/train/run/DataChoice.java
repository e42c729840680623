package io.sppdet.train.run;

import io.sppdet.dataset.DatasetFormat;
import java.nio.file.Path;

/**
 * Which labelled images to train on.
 *
 * @param path folder of the data set, or the file that describes it
 * @param format of the data set
 * @param split which of its images, as in {@link io.sppdet.dataset.SplitChoice}; null for the split
 *     train, or all where there are no splits
 * @param strict whether any dirt in the data set is an error
 */
public record DataChoice(Path path, DatasetFormat format, String split, boolean strict) {}
