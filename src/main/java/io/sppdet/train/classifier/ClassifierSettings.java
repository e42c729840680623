package io.sppdet.train.classifier;

import io.sppdet.dataset.DatasetFormat;
import io.sppdet.model.ClassifierHead;
import io.sppdet.model.ClassifierNetwork;
import io.sppdet.pooling.roi.Pyramid;
import io.sppdet.train.detector.TrainingSettings;
import java.nio.file.Path;
import java.util.List;

/**
 * What classifier to train, from what, how, and where to.
 *
 * @param dataset its folder, or the file that describes it
 * @param format of the data set
 * @param split which of its images, as in {@link TrainingSettings}
 * @param strict whether any dirt in the data set is an error
 * @param init model directory whose backbone is taken, if the network needs one
 * @param output the new model directory; must not exist yet
 * @param cache folder for the backbone's maps
 * @param network what stands between map and classes
 * @param head what learns; null to choose by the data set
 * @param pooling of a linear network
 * @param scales short sides of the images, in pixels
 * @param flip whether mirrored images are shown too
 * @param warp side of the square images are distorted to; null to keep their shape
 * @param hidden outputs of fc1 of a network on a map
 * @param c of the SVMs on vectors of norm 1; null to choose it on images held out
 * @param epochs how often images are shown to what learns by steps; null to choose by the network
 * @param seed of all random choices
 * @param cleanCache whether the cache is removed at the end
 * @param threads images that are looked at at the same time
 * @param command command line, for the provenance
 * @param date ISO 8601 day, for the provenance
 * @param version of the program, for the provenance
 */
public record ClassifierSettings(
    Path dataset,
    DatasetFormat format,
    String split,
    boolean strict,
    Path init,
    Path output,
    Path cache,
    ClassifierNetwork network,
    ClassifierHead head,
    Pyramid pooling,
    List<Integer> scales,
    boolean flip,
    Integer warp,
    int hidden,
    Double c,
    Integer epochs,
    long seed,
    boolean cleanCache,
    int threads,
    String command,
    String date,
    String version) {}
