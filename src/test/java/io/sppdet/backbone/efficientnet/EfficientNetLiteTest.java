package io.sppdet.backbone.efficientnet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import io.sppdet.Npz;
import io.sppdet.SharedFiles;
import io.sppdet.backbone.Backbone;
import io.sppdet.backbone.BackboneDescriptor;
import io.sppdet.backbone.BlockList;
import io.sppdet.backbone.EfficientNetLiteDescriptor;
import io.sppdet.backbone.Layer;
import io.sppdet.backbone.ReceptiveField;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.image.Image;
import io.sppdet.model.Backbones;
import io.sppdet.model.ModelDescription;
import io.sppdet.model.ModelDirectory;
import io.sppdet.operator.Precision;
import io.sppdet.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The network equals PyTorch's, in float32 and as shipped. */
class EfficientNetLiteTest {
  private static final Path IMAGENET = Path.of("models", "imagenet");

  private static final String LITE0_BLOCKS =
      "0:k3s1 1:k3s2 2:k3s1r 3:k5s2 4:k5s1r 5:k3s2 6:k3s1r 7:k3s1r 8:k5s1 9:k5s1r 10:k5s1r"
          + " 11:k5s2 12:k5s1r 13:k5s1r 14:k5s1r 15:k3s1";
  private static final String LITE2_BLOCKS =
      "0:k3s1 1:k3s2 2:k3s1r 3:k3s1r 4:k5s2 5:k5s1r 6:k5s1r 7:k3s2 8:k3s1r 9:k3s1r 10:k3s1r"
          + " 11:k5s1 12:k5s1r 13:k5s1r 14:k5s1r 15:k5s2 16:k5s1r 17:k5s1r 18:k5s1r 19:k5s1r"
          + " 20:k3s1";

  private static NDManager manager;

  @BeforeAll
  static void openEngine() {
    manager = NDManager.newBaseManager();
  }

  @AfterAll
  static void closeEngine() {
    manager.close();
  }

  @ParameterizedTest
  @CsvSource({"0,224,256", "0,231,317", "2,224,256", "2,231,317"})
  void float32WeightsGiveThePublishedActivations(int lite, int height, int width)
      throws IOException {
    Path weights = SharedFiles.require("weights/efficientnet-lite" + lite + ".safetensors");
    Npz reference =
        Npz.read(SharedFiles.require("weights/efficientnet-lite" + lite + "-reference.npz"));
    String size = height + "x" + width;
    try (Backbone network =
            Backbones.open(manager, descriptor(lite, weights), weights.getParent());
        NDManager scope = manager.newSubManager()) {
      NDArray head = network.forward(scope, picture(reference, "rgb_" + size)).get(0);

      assertEquals(shape(reference, "head_" + size), head.getShape());
      MapError error = MapError.of(head.toFloatArray(), reference.floats("head_" + size));
      assertTrue(error.max() < 2e-5 && error.mean() < 1e-5, error::toString);
    }
  }

  /**
   * Rounding in some 60 layers, one behind the other, moves a cell by a few hundredths; to whole
   * numbers, twice as far.
   */
  @ParameterizedTest
  @CsvSource({"BFLOAT16,0,224,256", "BFLOAT16,2,231,317", "INT8,0,224,256", "INT8,2,231,317"})
  void roundedNumbersGiveNearlyThePublishedActivations(
      Precision precision, int lite, int height, int width) throws IOException {
    assumeTrue(precision.isThere(), "no " + precision + " on this processor");
    double most = precision == Precision.INT8 ? 2 : 1;
    Path weights = SharedFiles.require("weights/efficientnet-lite" + lite + ".safetensors");
    Npz reference =
        Npz.read(SharedFiles.require("weights/efficientnet-lite" + lite + "-reference.npz"));
    String size = height + "x" + width;
    BackboneDescriptor descriptor = descriptor(lite, weights);
    try (Backbone network = Backbones.open(manager, descriptor, weights.getParent(), precision);
        NDManager scope = manager.newSubManager()) {
      NDArray head = network.forward(scope, picture(reference, "rgb_" + size)).get(0);

      assertEquals(shape(reference, "head_" + size), head.getShape());
      MapError error = MapError.of(head.toFloatArray(), reference.floats("head_" + size));
      assertTrue(error.max() < 0.15 * most && error.mean() < 0.1 * most, error::toString);
      assertTrue(error.mean() > 1e-5, "not rounded: " + error);
    }
  }

  /** Shapes are those of the maps; S and o, summed up layer by layer, those of model.json. */
  @Test
  void layersTellShapesStrideAndOffset() {
    ModelDirectory directory = ModelDirectory.open(Path.of("models", "voc07"));
    BackboneDescriptor descriptor = directory.description().backbone();
    Image image = new Image("black", 90, 70, new byte[3 * 90 * 70]);
    try (Backbone network = Backbones.open(manager, descriptor, directory.path());
        NDManager scope = manager.newSubManager()) {
      List<Layer> layers =
          network.layers(descriptor.padded(image.height()), descriptor.padded(image.width()));
      TrainableBackbone blocks = (TrainableBackbone) network;
      for (int i = 0; i < blocks.blocks(); i++) {
        assertEquals(
            blocks.trunk(scope, image, i + 1).getShape(), shape(named(layers, project(i))));
      }
      Layer last = layers.get(layers.size() - 1);
      assertEquals(network.forward(scope, image).get(0).getShape(), shape(last));
      assertEquals(descriptor.stride(), last.field().stride());
      assertEquals(descriptor.offset(), last.field().offset());
      Layer lateral = named(layers, project(descriptor.secondMap().orElseThrow().block()));
      assertEquals(descriptor.mapStride(), lateral.field().stride());
      assertEquals(descriptor.mapOffset(), lateral.field().offset());
    }
  }

  /** A cell changes with a pixel exactly where its receptive field holds the pixel. */
  @Test
  void theReceptiveFieldIsWhatACellSees() {
    ModelDirectory directory = ModelDirectory.open(Path.of("models", "voc07"));
    BackboneDescriptor descriptor = directory.description().backbone();
    int side = 96;
    int changed = 40;
    byte[] pixels = new byte[3 * side * side];
    byte[] other = pixels.clone();
    other[3 * (changed * side + changed)] = (byte) 255;
    try (Backbone network = Backbones.open(manager, descriptor, directory.path());
        NDManager scope = manager.newSubManager()) {
      TrainableBackbone blocks = (TrainableBackbone) network;
      ReceptiveField field = named(network.layers(side, side), project(1)).field();
      NDArray before = blocks.trunk(scope, new Image("", side, side, pixels), 2);
      NDArray after = blocks.trunk(scope, new Image("", side, side, other), 2);
      int[] rows = {1}; // channels, then rows: a value a column is left
      float[] differs = after.sub(before).abs().max(rows).max(rows).toFloatArray();
      for (int x = 0; x < differs.length; x++) {
        double centre = field.offset() + field.stride() * x;
        assertEquals(
            Math.abs(changed - centre) <= (field.size() - 1) / 2.0, differs[x] > 0, "column " + x);
      }
    }
  }

  private static String project(int block) {
    return "blocks." + block + ".project";
  }

  private static Layer named(List<Layer> layers, String name) {
    return layers.stream().filter(layer -> layer.name().equals(name)).findFirst().orElseThrow();
  }

  private static Shape shape(Layer layer) {
    return new Shape(1, layer.channels(), layer.height(), layer.width());
  }

  /** c4: the expansion of the first block of the last stage, at stride 16. */
  @ParameterizedTest
  @CsvSource({"0,11,672,224,256", "0,11,672,231,317", "2,15,720,224,256", "2,15,720,231,317"})
  void theMapCanBeTakenFromAnEarlierExpansion(
      int lite, int block, int channels, int height, int width) throws IOException {
    Path weights = SharedFiles.require("weights/efficientnet-lite" + lite + ".safetensors");
    Npz reference =
        Npz.read(SharedFiles.require("weights/efficientnet-lite" + lite + "-reference.npz"));
    String size = height + "x" + width;
    EfficientNetLiteDescriptor whole = descriptor(lite, weights);
    String all = whole.blocks().text();
    String blocks = all.substring(0, all.indexOf(" " + block + ":"));
    BackboneDescriptor c4 =
        new EfficientNetLiteDescriptor(
            whole.file(),
            whole.order(),
            whole.mean(),
            whole.std(),
            16,
            15,
            32,
            channels,
            BlockList.of(blocks + " " + block + ":expand"),
            null);
    try (Backbone network = Backbones.open(manager, c4, weights.getParent());
        NDManager scope = manager.newSubManager()) {
      NDArray map = network.forward(scope, picture(reference, "rgb_" + size)).get(0);

      assertEquals(shape(reference, "c4_" + size), map.getShape());
      MapError error = MapError.of(map.toFloatArray(), reference.floats("c4_" + size));
      assertTrue(error.max() < 2e-5 && error.mean() < 1e-5, error::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"224x256", "231x317"})
  void halfPrecisionMovesTheShippedNetworkByAPercent(String size) throws IOException {
    Npz reference = Npz.read(SharedFiles.require("weights/efficientnet-lite2-reference.npz"));
    ModelDescription model = ModelDirectory.open(IMAGENET).description();
    try (Backbone network = Backbones.open(manager, model.backbone(), IMAGENET);
        NDManager scope = manager.newSubManager()) {
      NDArray head = network.forward(scope, picture(reference, "rgb_" + size)).get(0);
      float[] logits = logits(scope, model, head);

      // measured: at most 0.015 and 0.010 for the map, 0.008 for the logits
      MapError error = MapError.of(head.toFloatArray(), reference.floats("head_" + size));
      assertTrue(error.max() < 0.03 && error.mean() < 0.02, error::toString);
      MapError logitsError = MapError.of(logits, reference.floats("logits_" + size));
      assertTrue(logitsError.max() < 0.02, logitsError::toString);
      assertEquals(best(5, reference.floats("logits_" + size)), best(5, logits));
    }
  }

  @Test
  void shippedWeightsGiveTheActivationsOfPyTorch() throws IOException {
    Npz reference = reference();
    ModelDescription model = ModelDirectory.open(IMAGENET).description();
    try (Backbone network = Backbones.open(manager, model.backbone(), IMAGENET);
        NDManager scope = manager.newSubManager()) {
      NDArray head = network.forward(scope, picture(reference, "rgb")).get(0);
      float[] logits = logits(scope, model, head);

      assertEquals(shape(reference, "head"), head.getShape());
      MapError error = MapError.of(head.toFloatArray(), reference.floats("head"));
      assertTrue(error.max() < 2e-5 && error.mean() < 1e-5, error::toString);
      MapError logitsError = MapError.of(logits, reference.floats("logits"));
      assertTrue(logitsError.max() < 1e-5, logitsError::toString);
      assertEquals(best(5, reference.floats("logits")), best(5, logits));
      // an orange disc
      assertEquals("ping-pong ball", model.classifier().classes().get(best(1, logits).get(0)));
    }
  }

  @Test
  void resultIsTheSameWhateverImageCameBefore() throws IOException {
    Image first = picture(reference(), "rgb");
    Image other = gradient(64, 130);
    BackboneDescriptor descriptor = ModelDirectory.open(IMAGENET).description().backbone();
    try (Backbone network = Backbones.open(manager, descriptor, IMAGENET)) {
      byte[] alone = bytes(network, first);
      byte[] otherAlone = bytes(network, other);
      assertArrayEquals(alone, bytes(network, first));
      assertArrayEquals(otherAlone, bytes(network, other));
      try (Backbone fresh = Backbones.open(manager, descriptor, IMAGENET)) {
        assertArrayEquals(otherAlone, bytes(fresh, other));
        assertArrayEquals(alone, bytes(fresh, first));
      }
    }
  }

  @Test
  void aSinglePixelGivesASingleCell() {
    BackboneDescriptor descriptor = ModelDirectory.open(IMAGENET).description().backbone();
    try (Backbone network = Backbones.open(manager, descriptor, IMAGENET);
        NDManager scope = manager.newSubManager()) {
      NDArray head = network.forward(scope, gradient(1, 1)).get(0);
      assertEquals(new Shape(1, 1280, 1, 1), head.getShape());
    }
  }

  @Test
  void nothingButTheResultStaysInTheScope() {
    BackboneDescriptor descriptor = ModelDirectory.open(IMAGENET).description().backbone();
    try (Backbone network = Backbones.open(manager, descriptor, IMAGENET);
        NDManager scope = manager.newSubManager()) {
      NDArray head = network.forward(scope, gradient(40, 40)).get(0);
      assertEquals(List.of(head), scope.getManagedArrays());
    }
  }

  @Test
  void wrongDescriptorsNameTheWeights() {
    var good = (EfficientNetLiteDescriptor) ModelDirectory.open(IMAGENET).description().backbone();
    String blocks = good.blocks().text();
    refused(with(good, 32, 1279, blocks), "1280 channels");
    refused(with(good, 16, 1280, blocks), "stride 32");
    refused(with(good, 32, 1280, blocks + " 21:k3s1"), "blocks.21");
    refused(with(good, 32, 1280, blocks.replace("4:k5s2", "4:k3s2")), "shape");
    refused(with(good, 32, 1280, blocks.replace("20:k3s1", "20:k3s1r")), "residual");
    refused(with(good, 32, 1280, blocks.replace("11:k5s1 ", "")), "shape");
  }

  private static void refused(BackboneDescriptor descriptor, String reason) {
    SppdetException e =
        assertThrows(
            SppdetException.class, () -> Backbones.open(manager, descriptor, IMAGENET).close());
    assertEquals(Kind.MODEL, e.kind());
    assertEquals(IMAGENET.resolve("backbone.safetensors").toString(), e.subject());
    assertTrue(e.reason().contains(reason), e.reason());
  }

  private static BackboneDescriptor with(
      EfficientNetLiteDescriptor d, int stride, int channels, String blocks) {
    return new EfficientNetLiteDescriptor(
        d.file(),
        d.order(),
        d.mean(),
        d.std(),
        stride,
        d.offset(),
        d.sideMultiple(),
        channels,
        BlockList.of(blocks),
        d.lateral());
  }

  private static EfficientNetLiteDescriptor descriptor(int lite, Path weights) {
    return new EfficientNetLiteDescriptor(
        weights.getFileName().toString(),
        "RGB",
        List.of(127f, 127f, 127f),
        List.of(128f, 128f, 128f),
        32,
        31,
        32,
        1280,
        BlockList.of(lite == 0 ? LITE0_BLOCKS : LITE2_BLOCKS),
        null);
  }

  private static Npz reference() throws IOException {
    return Npz.read(Path.of("src/test/resources/io/sppdet/backbone/imagenet/reference.npz"));
  }

  private static Image picture(Npz npz, String name) {
    int[] shape = npz.shape(name);
    int[] values = npz.ints(name);
    byte[] rgb = new byte[values.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) values[i];
    }
    return new Image(name, shape[1], shape[0], rgb);
  }

  private static Image gradient(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i % 251);
    }
    return new Image("gradient", width, height, rgb);
  }

  private static Shape shape(Npz npz, String name) {
    int[] shape = npz.shape(name);
    return new Shape(1, shape[0], shape[1], shape[2]);
  }

  private static byte[] bytes(Backbone network, Image image) {
    try (NDManager scope = manager.newSubManager()) {
      return network.forward(scope, image).get(0).toByteArray();
    }
  }

  private static float[] logits(NDManager scope, ModelDescription model, NDArray head) {
    int classes = model.classifier().classes().size();
    try (TensorFile file = TensorFile.read(manager, IMAGENET.resolve(model.classifier().file()))) {
      NDArray weight = file.get(scope, "classifier.weight", classes, model.backbone().channels());
      NDArray bias = file.get(scope, "classifier.bias", classes);
      NDArray mean = head.mean(new int[] {3}).mean(new int[] {2});
      return Linear.linear(mean, weight, bias).singletonOrThrow().toFloatArray();
    }
  }

  /** Indices of the largest values, largest first. */
  private static List<Integer> best(int count, float[] values) {
    return IntStream.range(0, values.length)
        .boxed()
        .sorted(Comparator.comparing(i -> -values[i]))
        .limit(count)
        .toList();
  }
}
