package io.sppdet.train;

import io.sppdet.dataset.DatasetFormat;
import io.sppdet.proposal.ProposalMethod;
import java.nio.file.Path;

/**
 * What to train, from what, and where to.
 *
 * @param dataset its folder, or the file that describes it
 * @param format of the data set
 * @param split which of its images, as in {@link io.sppdet.dataset.SplitChoice}; null for the split
 *     train, or all where there are no splits
 * @param strict whether any dirt in the data set is an error
 * @param init model directory whose backbone is taken
 * @param output the new model directory; must not exist yet
 * @param cache folder for proposals and feature maps
 * @param shortSide pixels the short side of an image is resized to
 * @param proposals method of the proposals
 * @param steps steps of fine-tuning; 0 for {@link Trainer#DEFAULT_EPOCHS} passes
 * @param seed of all random choices
 * @param threads images whose proposals are made at the same time
 * @param command command line, for the provenance
 * @param date ISO 8601 day, for the provenance
 * @param version of the program, for the provenance
 */
public record TrainingSettings(
    Path dataset,
    DatasetFormat format,
    String split,
    boolean strict,
    Path init,
    Path output,
    Path cache,
    int shortSide,
    ProposalMethod proposals,
    int steps,
    long seed,
    int threads,
    String command,
    String date,
    String version) {}
