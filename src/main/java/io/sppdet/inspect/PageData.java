package io.sppdet.inspect;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sppdet.backbone.BackboneDescriptor;
import io.sppdet.backbone.Layer;
import io.sppdet.detect.Candidate;
import io.sppdet.detect.ClassSelection;
import io.sppdet.detect.Detection;
import io.sppdet.geometry.Box;
import io.sppdet.geometry.BoxVoting;
import io.sppdet.geometry.FeatureMap;
import io.sppdet.geometry.RoiProjection;
import io.sppdet.geometry.Window;
import io.sppdet.head.HeadSize;
import io.sppdet.head.PlattScaling;
import io.sppdet.head.RegionActivations;
import io.sppdet.image.Image;
import io.sppdet.image.ImageResizer;
import io.sppdet.image.ImageWriter;
import io.sppdet.model.DetectorDescriptor;
import io.sppdet.model.SppNet;
import io.sppdet.pooling.roi.ScaledWindow;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the page's script is given. Large arrays are base64: maps and pooled vectors as bytes, 255
 * standing for the largest value of the map; outputs of layers as float32, little-endian.
 */
final class PageData {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int PHOTO_SIDE = 1000;
  private static final int JPEG_QUALITY = 82;

  /** Of all maps together; of larger ones only the strongest channels are in the page. */
  private static final int MAX_MAP_BYTES = 3_000_000;

  /** Of each class, beside those up to its last detection. */
  private static final int MAX_CANDIDATES = 200;

  private final Inspection inspection;
  private final SppNet network;
  private final HeadSize size;
  private final List<Integer> shown;

  PageData(Inspection inspection, List<Integer> shown) {
    this.inspection = inspection;
    this.network = inspection.detector().network();
    this.size = network.head().size();
    this.shown = shown;
  }

  ObjectNode json() {
    ObjectNode root = NODES.objectNode();
    Image image = inspection.image();
    root.putObject("image")
        .put("width", image.width())
        .put("height", image.height())
        .put(
            "src",
            "data:image/jpeg;base64,"
                + base64(ImageWriter.jpeg(ImageResizer.shrink(image, PHOTO_SIDE), JPEG_QUALITY)));
    root.set("model", model());
    ArrayNode scales = root.putArray("scales");
    IntStream.range(0, inspection.conv5().size()).forEach(i -> scales.add(scale(i)));
    root.put("proposed", inspection.proposed().size());
    root.put("proposals", inspection.proposals());
    putRegions(root);
    ArrayNode details = root.putArray("details");
    shown.forEach(region -> details.add(detail(region)));
    ArrayNode classes = root.putArray("classes");
    inspection.classes().forEach(selected -> classes.add(candidates(selected)));
    ArrayNode detections = root.putArray("detections");
    inspection.found().forEach(candidate -> detections.add(detection(candidate)));
    return root;
  }

  private ObjectNode model() {
    DetectorDescriptor detector = network.detector();
    BackboneDescriptor backbone = network.backbone().descriptor();
    ObjectNode node =
        NODES
            .objectNode()
            .put("classifier", detector.classifier().name())
            .put("boxRegression", detector.boxRegression().name())
            .put("threshold", inspection.detector().selection().threshold())
            .put("nms", inspection.detector().selection().nms())
            .put("maxDetections", inspection.detector().selection().maxDetections())
            .put("channels", size.channels())
            .put("conv5", size.conv5())
            .put("neck", size.neck().toString())
            .put("neckNote", size.neck().note())
            .put("pool", detector.pool().toString())
            .put("fc6", size.fc6())
            .put("fc7", size.fc7())
            .put("backbone", backbone.type())
            .put("backboneChannels", size.backbone())
            .put("lateralChannels", size.lateral())
            .put("backboneStride", backbone.stride())
            .put("sideMultiple", backbone.sideMultiple());
    ArrayNode levels = node.putArray("levels");
    detector.levels().forEach(levels::add);
    ArrayNode classes = node.putArray("classes");
    detector.classes().forEach(classes::add);
    ArrayNode calibration = node.putArray("calibration");
    for (int k = 0; k < size.classes(); k++) {
      PlattScaling platt = network.head().calibration(k);
      calibration.addArray().add(platt.a()).add(platt.b());
    }
    return node;
  }

  private ObjectNode scale(int i) {
    Image input = inspection.inputs().get(i);
    FeatureMap map = inspection.conv5().get(i).conv5();
    RoiProjection projection = inspection.conv5().get(i).projection();
    BackboneDescriptor backbone = network.backbone().descriptor();
    int paddedHeight = backbone.padded(input.height());
    int paddedWidth = backbone.padded(input.width());
    float largest = largest(map.values());
    List<Integer> channels = strongest(map, MAX_MAP_BYTES / inspection.conv5().size());
    DepthMaps depth = DepthMaps.of(map);
    ObjectNode node =
        NODES
            .objectNode()
            .put("shortSide", network.scales().get(i).shortSide())
            .put("ratio", projection.ratio())
            .put("stride", projection.stride())
            .put("offset", projection.offset())
            .put("inputWidth", input.width())
            .put("inputHeight", input.height())
            .put("paddedWidth", paddedWidth)
            .put("paddedHeight", paddedHeight)
            .put("width", map.width())
            .put("height", map.height())
            .put("largest", largest)
            .put("largestAverage", largest(depth.average()))
            .put("cells", base64(bytes(pick(map, channels), largest)))
            .put("max", base64(bytes(depth.max(), largest)))
            .put("average", base64(bytes(depth.average(), largest(depth.average()))));
    ArrayNode indices = node.putArray("channels");
    channels.forEach(indices::add);
    ArrayNode layers = node.putArray("layers");
    network
        .backbone()
        .layers(paddedHeight, paddedWidth)
        .forEach(layer -> put(layer, layers.addArray()));
    return node;
  }

  private static void put(Layer layer, ArrayNode node) {
    node.add(layer.name()).add(layer.activation()).add(layer.depthwise());
    node.add(layer.kernel()).add(layer.stride()).add(layer.before()).add(layer.after());
    node.add(layer.channels()).add(layer.height()).add(layer.width());
    node.add(layer.field().stride()).add(layer.field().offset()).add(layer.field().size());
  }

  /** The channels that fit, in their order: those with the largest values. */
  private static List<Integer> strongest(FeatureMap map, int bytes) {
    int fit = Math.max(1, bytes / (map.width() * map.height()));
    float[] best = new float[map.channels()];
    for (int i = 0; i < map.values().length; i++) {
      best[i % best.length] = Math.max(best[i % best.length], map.values()[i]);
    }
    return IntStream.range(0, best.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer c) -> best[c]).reversed())
        .limit(fit)
        .sorted()
        .toList();
  }

  private static float[] pick(FeatureMap map, List<Integer> channels) {
    float[] picked = new float[map.width() * map.height() * channels.size()];
    for (int i = 0; i < picked.length; i++) {
      int cell = i / channels.size();
      picked[i] = map.values()[cell * map.channels() + channels.get(i % channels.size())];
    }
    return picked;
  }

  /** Of every region its box and window, and its best class with margin and deltas. */
  private void putRegions(ObjectNode root) {
    Regions regions = inspection.regions();
    ArrayNode boxes = root.putArray("boxes");
    ArrayNode windows = root.putArray("windows");
    ArrayNode bestClasses = root.putArray("bestClasses");
    int count = regions.boxes().size();
    float[] best = new float[5 * count];
    for (int r = 0; r < count; r++) {
      put(regions.boxes().get(r), boxes.addArray());
      ScaledWindow at = regions.windows().get(r);
      Window window = at.window();
      windows.addArray().add(at.scale()).add(window.x0()).add(window.y0());
      ((ArrayNode) windows.get(r)).add(window.x1() - 1).add(window.y1() - 1);
      int k = inspection.bestClass(r);
      bestClasses.add(k);
      best[5 * r] = regions.layers().scores().margin(r, k);
      System.arraycopy(
          regions.layers().scores().deltas(), (r * size.classes() + k) * 4, best, 5 * r + 1, 4);
    }
    root.put("best", base64(best));
    float[] context = inspection.context();
    if (context != null) {
      root.put("context", base64(context));
    }
  }

  private ObjectNode detail(int region) {
    RegionActivations layers = inspection.regions().layers();
    int scale = inspection.regions().windows().get(region).scale();
    float largest = largest(inspection.conv5().get(scale).conv5().values());
    return NODES
        .objectNode()
        .put("region", region)
        .put(
            "pooled",
            base64(bytes(row(inspection.regions().pooled(), size.pooled(), region), largest)))
        .put("fc6", base64(row(layers.fc6(), size.fc6(), region)))
        .put("fc7", base64(row(layers.fc7(), size.fc7(), region)))
        .put("logits", base64(row(layers.logits(), size.logits(), region)))
        .put("margins", base64(row(layers.scores().margins(), size.classes(), region)))
        .put("deltas", base64(row(layers.scores().deltas(), 4 * size.classes(), region)));
  }

  /** Region, score, suppressor and box of each, up to the last that became a detection at least. */
  private ObjectNode candidates(ClassSelection selected) {
    List<Candidate> candidates = selected.candidates();
    int last = MAX_CANDIDATES;
    for (int i = last; i < candidates.size(); i++) {
      last = isFound(selected.classId(), candidates.get(i).region()) ? i + 1 : last;
    }
    ObjectNode node = NODES.objectNode().put("classId", selected.classId());
    node.put("count", candidates.size());
    ArrayNode rows = node.putArray("candidates");
    for (int i = 0; i < Math.min(last, candidates.size()); i++) {
      Detection detection = candidates.get(i).detection();
      int by = selected.suppressors()[i];
      ArrayNode row = rows.addArray().add(candidates.get(i).region()).add(detection.score());
      put(detection.box(), row.add(by < 0 ? -1 : candidates.get(by).region()));
    }
    return node;
  }

  private boolean isFound(int classId, int region) {
    return inspection.found().stream()
        .anyMatch(c -> c.detection().classId() == classId && c.region() == region);
  }

  private ObjectNode detection(Candidate candidate) {
    Detection detection = candidate.detection();
    ObjectNode node =
        NODES
            .objectNode()
            .put("region", candidate.region())
            .put("classId", detection.classId())
            .put("score", detection.score())
            .put("margin", detection.margin());
    put(detection.box(), node.putArray("box"));
    ArrayNode voters = node.putArray("voters");
    ClassSelection selected =
        inspection.classes().stream()
            .filter(c -> c.classId() == detection.classId())
            .findFirst()
            .orElseThrow();
    BoxVoting voting = selected.voting();
    Box before = inspection.regressed(candidate.region(), detection.classId());
    for (int i = 0; i < selected.regions().size(); i++) {
      if (voting.votes(i, before)) {
        Candidate voter = selected.regions().get(i);
        put(
            voter.detection().box(),
            voters.addArray().add(voter.region()).add(voting.weights()[i]));
      }
    }
    return node;
  }

  private static void put(Box box, ArrayNode node) {
    node.add(box.x1()).add(box.y1()).add(box.x2()).add(box.y2());
  }

  private static float[] row(float[] all, int length, int row) {
    return Arrays.copyOfRange(all, row * length, (row + 1) * length);
  }

  private static float largest(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, value);
    }
    return largest;
  }

  /** Bytes in proportion to the values; those below 0, which a neck may leave, are 0. */
  private static byte[] bytes(float[] values, float largest) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) (largest > 0 ? Math.round(255 * Math.max(0, values[i] / largest)) : 0);
    }
    return bytes;
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String base64(float[] values) {
    ByteBuffer buffer =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return base64(buffer.array());
  }
}
