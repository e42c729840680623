package io.sppdet.backbone;

import java.util.List;

/** A network of the user's own, a TorchScript program. */
public record TorchScriptDescriptor(
    String file,
    String order,
    List<Float> mean,
    List<Float> std,
    int stride,
    double offset,
    int sideMultiple,
    int channels)
    implements BackboneDescriptor {
  static final String TYPE = "torchscript";

  public TorchScriptDescriptor {
    BackboneDescriptor.checkFile(file);
    BackboneDescriptor.checkColours(order, mean, std);
    BackboneDescriptor.checkMap(stride, offset, sideMultiple, channels);
    mean = List.copyOf(mean);
    std = List.copyOf(std);
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public boolean runsProgram() {
    return true;
  }
}
