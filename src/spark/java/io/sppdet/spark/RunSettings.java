package io.sppdet.spark;

import io.sppdet.detect.Detector;
import io.sppdet.detect.Selection;
import io.sppdet.image.ExifFields;
import io.sppdet.image.ImageLimits;
import io.sppdet.image.ImageReader;
import io.sppdet.model.SppNet;
import io.sppdet.operator.Precision;
import io.sppdet.output.FileNames;
import io.sppdet.output.OutputSettings;
import io.sppdet.proposal.ProposalMethod;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * All that an executor must know of a run.
 *
 * @param model which network
 * @param proposals how boxes are proposed
 * @param maxProposals the most an image gets; null for all
 * @param damagedToo whether damaged JPEGs are read as far as they go
 * @param timeout see {@link io.sppdet.detect.BatchDetector}; null for never
 * @param document what a document holds
 * @param formats in which it is written
 * @param work folder for what is not finished yet, of this run alone
 * @param hadoop what differs from Hadoop's defaults
 */
record RunSettings(
    Model model,
    ProposalMethod proposals,
    Integer maxProposals,
    Selection selection,
    ImageLimits limits,
    boolean damagedToo,
    Duration timeout,
    Document document,
    List<ClusterFormat> formats,
    String work,
    Map<String, String> hadoop)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * A network.
   *
   * @param given what the user calls it
   * @param file name among Spark's files
   * @param scales short sides the image is resized to
   */
  record Model(String given, String file, List<Integer> scales, Precision precision)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /**
   * What a document holds.
   *
   * @param model name of the model
   * @param classes its labels, by class id
   * @param rawScores whether to add the margins
   * @param timing whether to add the time of each stage
   * @param exif fields of EXIF to add
   */
  record Document(
      String model, List<String> classes, boolean rawScores, boolean timing, ExifFields exif)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    /** For the writers of {@code output}; names are given as they are to be. */
    OutputSettings settings() {
      return new OutputSettings(
          new OutputSettings.Model(model, classes),
          new OutputSettings.Images(false, FileNames.Style.GIVEN, Path.of("/")),
          new OutputSettings.Content(exif, rawScores, false, timing),
          false,
          false);
    }
  }

  Detector detector(SppNet network) {
    return new Detector(
        maxProposals == null ? proposals.generator() : proposals.generator(maxProposals),
        network,
        selection);
  }

  ImageReader reader() {
    return new ImageReader(limits, damagedToo, document.exif());
  }

  Configuration configuration() {
    Configuration conf = new Configuration();
    hadoop.forEach(conf::set);
    return conf;
  }
}
