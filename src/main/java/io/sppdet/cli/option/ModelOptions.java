package io.sppdet.cli.option;

import io.sppdet.cli.terminal.Suggestion;
import io.sppdet.cli.terminal.Version;
import io.sppdet.detect.ClassGroups;
import io.sppdet.detect.Detector;
import io.sppdet.detect.Selection;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.model.DetectorDescriptor;
import io.sppdet.model.ModelDirectory;
import io.sppdet.operator.Precision;
import io.sppdet.proposal.ProposalGenerator;
import io.sppdet.proposal.ProposalMethod;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model detects, and how. */
@Heading("Detection")
public final class ModelOptions {
  @Mixin private ModelChoice choice;

  @Option(
      names = "--speed",
      paramLabel = "SPEED",
      defaultValue = "balanced",
      description =
          "${COMPLETION-CANDIDATES}: fast sees the image at "
              + Speed.SMALLER
              + " of the model's short sides, accurate at "
              + Speed.LARGER
              + " of them and with fine proposals; --scales and --proposals go before it (default:"
              + " ${DEFAULT-VALUE}).")
  private Speed speed;

  @Option(
      names = "--nms",
      paramLabel = "IOU",
      description =
          "Suppress boxes of a class that overlap a better one by more than this (default: the"
              + " model's).")
  private Double nms;

  @Option(
      names = "--max-detections",
      paramLabel = "N",
      description =
          "The most detections an image gets, the best (default: detect "
              + Detector.MAX_DETECTIONS
              + ", eval all).")
  private Integer maxDetections;

  @Option(
      names = "--proposals",
      paramLabel = "METHOD",
      description =
          "How boxes are proposed: ${bundle:all.proposals} (default: what the model was trained"
              + " on).")
  private ProposalMethod proposals;

  @Mixin private PrecisionOption precision;

  @Option(
      names = "--max-proposals",
      paramLabel = "N",
      description = "The most proposals an image gets, of all sizes (default: all).")
  private Integer maxProposals;

  @Option(
      names = "--keep",
      paramLabel = "N",
      description =
          "Score only the N proposals that the coarse levels of the pyramid find likeliest to"
              + " hold an object; 0 for all (default: the model's number; --speed fast takes "
              + Speed.FEWER
              + " times as many, accurate "
              + Speed.MORE
              + " times).")
  private Integer keep;

  @Mixin private ClassesOption classes;

  @Option(
      names = "--groups",
      paramLabel = "GROUPS",
      description =
          "Names for groups of classes, as animal=bird,cat;person=person, or voc for VOC's own:"
              + " person, animal, vehicle, indoor (default: --classes knows those of VOC).")
  private String groups;

  /**
   * Opens the model; its weights are not read yet.
   *
   * @throws SppdetException MODEL when it is missing or damaged
   */
  public ModelDirectory open() {
    ModelDirectory directory = choice.open();
    if (directory.description().onlyClassifies()) {
      return directory;
    }
    if (!choice.setsScales()) {
      directory = directory.withScales(speed.scales(directory.detector().scales()));
    }
    try {
      return directory.withKeep(keep == null ? speed.keep(directory.detector().keep()) : keep);
    } catch (SppdetException e) {
      throw SppdetException.ofSetting("keep", e.reason(), e);
    }
  }

  /** Which model. */
  public ModelChoice choice() {
    return choice;
  }

  /** Which classes. */
  public ClassesOption classes() {
    return classes;
  }

  /** What the network computes in. */
  public Precision precision() {
    return precision.precision();
  }

  public ProposalGenerator proposals(DetectorDescriptor detector) {
    ProposalMethod method = method(detector);
    return maxProposals() == null ? method.generator() : method.generator(maxProposals());
  }

  /** The most proposals an image gets; null for all. */
  public Integer maxProposals() {
    require(
        maxProposals == null || maxProposals >= 1,
        "--max-proposals",
        "must be at least 1, not " + maxProposals);
    return maxProposals;
  }

  /** How boxes are proposed. */
  public ProposalMethod method(DetectorDescriptor detector) {
    if (proposals != null) {
      return proposals;
    }
    return speed.proposals() == null ? ProposalMethod.of(detector.proposals()) : speed.proposals();
  }

  /** The selection rule, with the model's own values where the user gave none. */
  public Selection selection(DetectorDescriptor detector, double threshold, int defaultMax) {
    int max = maxDetections == null ? defaultMax : maxDetections;
    double iou = nms == null ? detector.nms() : nms;
    require(threshold >= 0 && threshold <= 1, "--threshold", "must lie in [0, 1]: " + threshold);
    require(iou >= 0 && iou <= 1, "--nms", "must lie in [0, 1]: " + iou);
    require(max >= 0, "--max-detections", "must not be negative: " + max);
    ClassGroups named = groups == null ? ClassGroups.VOC : groups(detector.classes());
    Set<String> wanted = classes.of("the model", detector.classes(), named);
    return new Selection(threshold, iou, max, wanted);
  }

  /** All that decides what is found in an image, by name, to tell runs apart. */
  public Map<String, String> identity(ModelDirectory directory, Selection selection) {
    Map<String, String> identity = new LinkedHashMap<>();
    identity.put("version of sppdet", Version.number());
    identity.put("model", directory.description().name() + ", " + directory.fingerprint());
    identity.put("short side (--scales)", String.valueOf(directory.detector().scales()));
    identity.put("--proposals", method(directory.detector()).toString());
    identity.put("--precision", precision().toString());
    identity.put("--keep", String.valueOf(directory.detector().keep()));
    identity.put("--max-proposals", String.valueOf(maxProposals));
    identity.put("--threshold", String.valueOf(selection.threshold()));
    identity.put("--nms", String.valueOf(selection.nms()));
    identity.put("--max-detections", String.valueOf(selection.maxDetections()));
    identity.put("--classes", String.valueOf(new TreeSet<>(selection.classes())));
    return identity;
  }

  /** The groups asked for, all of whose classes the model must know; none if none were. */
  public ClassGroups groups(List<String> known) {
    if (groups == null) {
      return ClassGroups.NONE;
    }
    ClassGroups asked = ClassGroups.parse(groups);
    if (asked.equals(ClassGroups.VOC)) {
      return asked; // of which a model may know some classes
    }
    for (List<String> names : asked.classes().values()) {
      for (String name : names) {
        require(
            known.contains(name),
            "--groups",
            "the model knows no '" + name + "'" + Suggestion.of(name, known));
      }
    }
    return asked;
  }

  private static void require(boolean holds, String option, String rule) {
    if (!holds) {
      throw new SppdetException(Kind.USAGE, option, rule);
    }
  }
}
