package io.sppdet.inspect;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sppdet.backbone.BackboneDescriptor;
import io.sppdet.detect.Candidate;
import io.sppdet.detect.ClassSelection;
import io.sppdet.detect.Detection;
import io.sppdet.geometry.Box;
import io.sppdet.geometry.FeatureMap;
import io.sppdet.geometry.RoiProjection;
import io.sppdet.geometry.Window;
import io.sppdet.head.HeadSize;
import io.sppdet.head.PlattScaling;
import io.sppdet.head.RegionActivations;
import io.sppdet.model.DetectorDescriptor;
import io.sppdet.model.SppNet;
import io.sppdet.output.OutputFile;
import io.sppdet.pooling.roi.Reduction;
import io.sppdet.pooling.roi.ScaledWindow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Every array of an inspection as an {@code .npy} file, and {@code arrays.json} about them. */
final class InspectionArrays {
  /** An array in a file. */
  record Entry(String file, Npy array, List<String> axes, String meaning) {
    String shape() {
      return String.join(" × ", Arrays.stream(array.shape()).mapToObj(String::valueOf).toList());
    }

    String axesText() {
      return String.join(", ", axes);
    }

    String dtype() {
      return array.dtype();
    }
  }

  private final Inspection inspection;
  private final HeadSize size;
  private final List<Entry> entries = new ArrayList<>();

  /**
   * @param shown regions whose pooled vector, fc6 and fc7 are kept
   */
  InspectionArrays(Inspection inspection, List<Integer> shown) {
    this.inspection = inspection;
    this.size = inspection.detector().network().head().size();
    addMaps();
    addRegions();
    addShown(shown);
    addChoice();
  }

  List<Entry> entries() {
    return entries;
  }

  /**
   * Writes them into a folder.
   *
   * @throws io.sppdet.error.SppdetException OUTPUT when that can't be done
   */
  void write(Path folder, String model) {
    entries.forEach(entry -> entry.array().write(folder.resolve(entry.file())));
    OutputFile.write(folder.resolve("arrays.json"), description(model).toPrettyString() + "\n");
  }

  private void add(String name, Npy array, String axes, String meaning) {
    entries.add(new Entry(name + ".npy", array, List.of(axes.split(" ")), meaning));
  }

  private void addMaps() {
    for (int i = 0; i < inspection.inputs().size(); i++) {
      int scale = scale(i);
      var input = inspection.inputs().get(i);
      add(
          "input_" + scale,
          Npy.of(input.rgb(), input.height(), input.width(), 3),
          "row column colour",
          "the photo resized, R, G, B, before (v - mean) / std and padding");
      FeatureMap map = inspection.conv5().get(i).conv5();
      add(
          "conv5_" + scale,
          Npy.of(map.values(), map.height(), map.width(), map.channels()),
          "row column channel",
          "the map that regions are pooled from");
      DepthMaps depth = DepthMaps.of(map);
      add(
          "conv5_" + scale + "_max",
          Npy.of(depth.max(), map.height(), map.width()),
          "row column",
          "largest channel of each cell of conv5 (global depth pooling)");
      add(
          "conv5_" + scale + "_avg",
          Npy.of(depth.average(), map.height(), map.width()),
          "row column",
          "mean of the channels of each cell of conv5 (global depth pooling)");
    }
  }

  private int scale(int i) {
    return inspection.detector().network().scales().get(i).shortSide();
  }

  private void addRegions() {
    Regions regions = inspection.regions();
    RegionActivations layers = regions.layers();
    int r = regions.boxes().size();
    int k = size.classes();
    double[] boxes = new double[4 * r];
    double[] scores = new double[r * k];
    double[] regressed = new double[4 * r * k];
    for (int i = 0; i < r; i++) {
      put(regions.boxes().get(i), boxes, 4 * i);
      for (int c = 0; c < k; c++) {
        scores[i * k + c] = inspection.score(i, c);
        put(inspection.regressed(i, c), regressed, 4 * (i * k + c));
      }
    }
    addProposed();
    add(
        "boxes",
        Npy.of(boxes, r, 4),
        "box x1_y1_x2_y2",
        "the proposals that are scored, then the boxes that were asked for, in pixels of the photo");
    addWindows(regions.windows());
    add(
        "logits",
        Npy.of(layers.logits(), r, size.logits()),
        "box class",
        "output of the classifier's layer; of a softmax with background last");
    float[] context = inspection.context();
    if (context != null) {
      add("context", Npy.of(context, k), "class", "what the whole photo adds to each margin");
    }
    add(
        "margins",
        Npy.of(layers.scores().margins(), r, k),
        "box class",
        "margins: of the SVM, or the log-odds of the softmax"
            + (context == null ? "" : " and what the whole photo adds"));
    add("scores", Npy.of(scores, r, k), "box class", "calibrated probabilities");
    add(
        "deltas",
        Npy.of(layers.scores().deltas(), r, k, 4),
        "box class dx_dy_dw_dh",
        "output of the box regressor");
    add(
        "regressed",
        Npy.of(regressed, r, k, 4),
        "box class x1_y1_x2_y2",
        "boxes after regression, cut at the photo's border");
  }

  private void addProposed() {
    SppNet network = inspection.detector().network();
    if (network.detector().keep() == 0) {
      return; // all are scored
    }
    int p = inspection.proposed().size();
    double[] proposed = new double[4 * p];
    for (int i = 0; i < p; i++) {
      put(inspection.proposed().get(i), proposed, 4 * i);
    }
    add("proposed", Npy.of(proposed, p, 4), "proposal x1_y1_x2_y2", "all proposals, in pixels");
    add(
        "objectness",
        Npy.of(network.objectness(inspection.conv5(), inspection.proposed()), p),
        "proposal",
        "what a linear layer on the coarse bins says of each; the highest are scored");
  }

  private void addWindows(List<ScaledWindow> windows) {
    double[] edges = new double[5 * windows.size()];
    int[] cells = new int[edges.length];
    for (int i = 0; i < windows.size(); i++) {
      Window at = windows.get(i).window();
      double[] row = {windows.get(i).scale(), at.x0(), at.y0(), at.x1(), at.y1()};
      for (int k = 0; k < 5; k++) {
        edges[5 * i + k] = row[k];
        cells[5 * i + k] = (int) (k < 3 ? row[k] : row[k] - 1);
      }
    }
    if (inspection.detector().network().detector().pool() == Reduction.AREA) {
      add(
          "windows",
          Npy.of(edges, windows.size(), 5),
          "box scale_x0_y0_x1_y1",
          "index of the scale, and the edges of each box on its conv5: cell i covers [i, i + 1)");
    } else {
      add(
          "windows",
          Npy.of(cells, windows.size(), 5),
          "box scale_x0_y0_xEnd_yEnd",
          "index of the scale, and the window of each box on its conv5, both ends inclusive");
    }
  }

  private static void put(Box box, double[] to, int at) {
    to[at] = box.x1();
    to[at + 1] = box.y1();
    to[at + 2] = box.x2();
    to[at + 3] = box.y2();
  }

  private void addShown(List<Integer> shown) {
    Regions regions = inspection.regions();
    int channels = size.channels();
    add(
        "shown",
        Npy.of(shown.stream().mapToInt(Integer::intValue).toArray(), shown.size()),
        "shown",
        "indices into boxes of those in pooled, fc6 and fc7");
    add(
        "pooled",
        Npy.of(rows(regions.pooled(), size.pooled(), shown), shown.size(), size.bins(), channels),
        "shown bin channel",
        "what the pyramid makes of each window: levels as named, bins row by row");
    add(
        "fc6",
        Npy.of(rows(regions.layers().fc6(), size.fc6(), shown), shown.size(), size.fc6()),
        "shown output",
        "output of fc6, after ReLU");
    add(
        "fc7",
        Npy.of(rows(regions.layers().fc7(), size.fc7(), shown), shown.size(), size.fc7()),
        "shown output",
        "output of fc7, after ReLU");
  }

  private static float[] rows(float[] all, int length, List<Integer> rows) {
    float[] some = new float[rows.size() * length];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(all, rows.get(i) * length, some, i * length, length);
    }
    return some;
  }

  private void addChoice() {
    List<int[]> fates = new ArrayList<>();
    for (ClassSelection selected : inspection.classes()) {
      List<Candidate> candidates = selected.candidates();
      for (int i = 0; i < candidates.size(); i++) {
        int by = selected.suppressors()[i];
        int region = candidates.get(i).region();
        int better = by < 0 ? -1 : candidates.get(by).region();
        fates.add(new int[] {selected.classId(), region, better});
      }
    }
    add(
        "suppression",
        Npy.of(fates.stream().flatMapToInt(Arrays::stream).toArray(), fates.size(), 3),
        "candidate class_box_suppressor",
        "boxes that reach the threshold, the best of each class first; suppressor is the box that"
            + " removed this one, or -1");
    double[] found = new double[7 * inspection.found().size()];
    for (int i = 0; i < inspection.found().size(); i++) {
      Candidate candidate = inspection.found().get(i);
      Detection detection = candidate.detection();
      found[7 * i] = detection.classId();
      found[7 * i + 1] = candidate.region();
      found[7 * i + 2] = detection.score();
      put(detection.box(), found, 7 * i + 3);
    }
    add(
        "detections",
        Npy.of(found, inspection.found().size(), 7),
        "detection class_box_score_x1_y1_x2_y2",
        "what is left, moved by box voting, the best first");
  }

  private ObjectNode description(String model) {
    DetectorDescriptor detector = inspection.detector().network().detector();
    BackboneDescriptor backbone = inspection.detector().network().backbone().descriptor();
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = JsonNodeFactory.instance.objectNode().put("model", model);
    root.putObject("image")
        .put("file", inspection.image().file())
        .put("width", inspection.image().width())
        .put("height", inspection.image().height());
    root.putObject("input")
        .put("order", backbone.order())
        .put("side_multiple", backbone.sideMultiple())
        .<ObjectNode>set("mean", mapper.valueToTree(backbone.mean()))
        .set("std", mapper.valueToTree(backbone.std()));
    ArrayNode scales = root.putArray("scales");
    for (int i = 0; i < inspection.conv5().size(); i++) {
      RoiProjection projection = inspection.conv5().get(i).projection();
      scales
          .addObject()
          .put("short_side", scale(i))
          .put("ratio", projection.ratio())
          .put("stride", projection.stride())
          .put("offset", projection.offset())
          .put("conv5", "conv5_" + scale(i) + ".npy");
    }
    root.set("levels", mapper.valueToTree(detector.levels()));
    root.put("pool", detector.pool().toString());
    root.set("classes", mapper.valueToTree(detector.classes()));
    root.put("fc_precision", inspection.detector().network().head().precision().toString());
    root.set("classifier", mapper.valueToTree(detector.classifier()));
    root.set("box_regression", mapper.valueToTree(detector.boxRegression()));
    ArrayNode calibration = root.putArray("calibration");
    for (int k = 0; k < size.classes(); k++) {
      PlattScaling platt = inspection.detector().network().head().calibration(k);
      calibration.addArray().add(platt.a()).add(platt.b());
    }
    root.put("context", detector.context());
    root.put("threshold", inspection.detector().selection().threshold());
    root.put("nms", inspection.detector().selection().nms());
    root.put("max_detections", inspection.detector().selection().maxDetections());
    root.set("classes_wanted", mapper.valueToTree(inspection.detector().selection().classes()));
    root.put("proposals", inspection.proposals());
    ArrayNode arrays = root.putArray("arrays");
    for (Entry entry : entries) {
      arrays
          .addObject()
          .put("file", entry.file())
          .put("dtype", entry.dtype())
          .put("meaning", entry.meaning())
          .<ObjectNode>set("shape", mapper.valueToTree(entry.array().shape()))
          .set("axes", mapper.valueToTree(entry.axes()));
    }
    return root;
  }
}
