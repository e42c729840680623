package io.sppdet.train.detector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.backbone.BackboneDescriptor;
import io.sppdet.head.Neck;
import io.sppdet.model.DetectorDescriptor;
import io.sppdet.model.ModelDirectory;
import io.sppdet.operator.Precision;
import io.sppdet.pooling.roi.Pyramid;
import io.sppdet.pooling.roi.Reduction;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartingPointTest {
  private static final ModelDirectory VOC07 = ModelDirectory.open(Path.of("models/voc07"));
  private static final BackboneDescriptor NETWORK = VOC07.description().backbone();

  private static DetectorDescriptor wanted(Pyramid pyramid, Neck neck) {
    DetectorDescriptor own = VOC07.detector();
    return new DetectorDescriptor(
        own.file(),
        List.of("raccoon"),
        own.scales(),
        own.proposals(),
        pyramid.levels(),
        pyramid.reduction(),
        own.conv5(),
        neck,
        own.fc6(),
        own.fc7(),
        own.classifier(),
        own.boxRegression(),
        0,
        own.context(),
        own.threshold(),
        own.nms());
  }

  @Test
  void layersOfADetectorServeWhereTheyFit() {
    StartingPoint start = new StartingPoint(VOC07, FineTune.CONV, true, Precision.FLOAT32, -1);
    assertTrue(start.headFits(wanted(start.pyramid(), start.neck()), NETWORK));
    Pyramid means = new Pyramid(start.pyramid().levels(), Reduction.AVERAGE);
    assertTrue(start.headFits(wanted(means, start.neck()), NETWORK), "means of the same bins");
    Pyramid finer = new Pyramid(List.of(6, 3, 1), Reduction.MAX);
    assertFalse(start.headFits(wanted(finer, start.neck()), NETWORK), "other levels");
    assertFalse(start.headFits(wanted(start.pyramid(), Neck.PSP), NETWORK), "a neck");
    assertFalse(
        start.headFits(wanted(start.pyramid(), start.neck()), NETWORK.withoutLateral()),
        "no lateral map");
  }

  @Test
  void aBackbonePoolsExactBins() {
    StartingPoint start =
        new StartingPoint(
            ModelDirectory.open(Path.of("models/imagenet")),
            FineTune.CONV5,
            true,
            Precision.FLOAT32,
            -1);
    assertEquals("spp:4,2,1 area", start.pyramid().text());
    assertEquals(Neck.NONE, start.neck());
    assertFalse(start.headFits(wanted(start.pyramid(), Neck.NONE), NETWORK));
  }
}
