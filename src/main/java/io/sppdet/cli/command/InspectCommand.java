package io.sppdet.cli.command;

import io.sppdet.cli.option.CommonOptions;
import io.sppdet.cli.option.Corners;
import io.sppdet.cli.option.Heading;
import io.sppdet.cli.option.ModelOptions;
import io.sppdet.cli.option.Reads;
import io.sppdet.cli.option.Reads.As;
import io.sppdet.cli.option.ThresholdOption;
import io.sppdet.cli.option.Writes;
import io.sppdet.cli.terminal.Version;
import io.sppdet.detect.Detector;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import io.sppdet.image.ImageReader;
import io.sppdet.input.ImageInput;
import io.sppdet.input.ImageSearch;
import io.sppdet.inspect.Inspection;
import io.sppdet.inspect.InspectionFolder;
import io.sppdet.model.ModelDirectory;
import io.sppdet.model.SppNet;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code sppdet inspect}: one image in; out come a page that explains its detections, and arrays.
 */
@Command(
    name = "inspect",
    description = {
      "Walks one image through the network, step by step: writes a page to look at in a browser,"
          + " and every array on the way for NumPy.",
      ""
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Into DIR go index.html, detections.json (what detect says), the arrays as .npy,",
      "and arrays.json, which tells their axes and meaning.",
      "",
      "Example: sppdet inspect samples/dog.jpg --boxes 60,90,400,500    into inspect-dog",
      "",
      "Exit codes: 0 all done; 1 the image can't be read; 2 bad usage or output;",
      "3 the model or a native library could not be loaded."
    })
@Heading("Inspection")
public final class InspectCommand implements Callable<Integer> {
  private static final int MOST_BOXES = 200;

  @Reads(As.IMAGES)
  @Parameters(paramLabel = "IMAGE", description = "A photo; scan.tif#2 is the second page.")
  private String image;

  @Mixin private ModelOptions model;

  @Mixin private ThresholdOption threshold;

  @Writes(depth = 1, named = "index\\.html|(detections|arrays)\\.json|.*\\.npy")
  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description =
          "Folder for the page and the arrays, made if it is not there (default: inspect-NAME of"
              + " the photo, here).")
  private Path output;

  @Option(
      names = "--boxes",
      paramLabel = "X1,Y1,X2,Y2",
      converter = Corners.class,
      description =
          "Also look at this box, in pixels of the photo; may be repeated (default: none).")
  private List<Box> boxes = List.of();

  @Option(
      names = "--max-boxes",
      paramLabel = "N",
      defaultValue = "60",
      description =
          "Keep pooled vectors, fc6 and fc7 of the N best boxes; those of all detections are"
              + " kept anyway (default: ${DEFAULT-VALUE}, at most "
              + MOST_BOXES
              + ").")
  private int maxBoxes;

  @Mixin private CommonOptions common;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (maxBoxes < 0 || maxBoxes > MOST_BOXES) {
      throw new SppdetException(
          Kind.USAGE, "--max-boxes", "must lie in [0, " + MOST_BOXES + "]: " + maxBoxes);
    }
    ModelDirectory directory = model.open();
    double least = threshold.of(directory.detector());
    var selection = model.selection(directory.detector(), least, Detector.MAX_DETECTIONS);
    var proposals = model.proposals(directory.detector());
    common.loadNatives();
    Image photo = onlyImage();
    boxes.forEach(box -> checkInside(box, photo));
    common.setThreads(); // before the precision is asked for, which loads libtorch
    try (InspectionFolder folder =
            new InspectionFolder(output == null ? folderOf(photo.file()) : output);
        SppNet net = common.load(directory, model.precision())) {
      Inspection inspection = Inspection.of(new Detector(proposals, net, selection), photo, boxes);
      Path page = folder.write(inspection, directory.description().name(), maxBoxes);
      folder
          .replaced()
          .ifPresent(earlier -> common.note(spec, page.getParent() + ": replaced " + earlier));
      spec.commandLine().getOut().println(page);
      spec.commandLine().getOut().flush();
    }
    return 0;
  }

  /** Whatever the photo is called, a folder here; that of scan.tif#2 is inspect-scan-2. */
  static Path folderOf(String photo) {
    String name = photo.substring(photo.lastIndexOf('/') + 1);
    String called = name.replaceFirst("(?<=.)\\.[^.#]*(?=(#\\d+)?$)", "");
    return Path.of("inspect-" + called.replaceAll("[^\\p{L}\\p{N}._ -]", "-"));
  }

  private Image onlyImage() {
    List<ImageInput> found =
        new ImageSearch(new ImageReader(), false)
            .find(List.of(image), InputStream.nullInputStream());
    if (found.size() != 1) {
      throw new SppdetException(
          Kind.USAGE, image, "holds " + found.size() + " images; one is inspected at a time");
    }
    ImageInput only = found.get(0);
    Image photo = only.image(); // called by its path; results have slashes on every system
    return new Image(only.name(), photo.width(), photo.height(), photo.rgb());
  }

  private static void checkInside(Box box, Image photo) {
    if (box.x1() < 0 || box.y1() < 0 || box.x2() > photo.width() || box.y2() > photo.height()) {
      throw new SppdetException(
          Kind.USAGE,
          "--boxes",
          "%s,%s,%s,%s does not lie in the photo of %dx%d pixels"
              .formatted(box.x1(), box.y1(), box.x2(), box.y2(), photo.width(), photo.height()));
    }
  }
}
