package io.sppdet.model;

import io.sppdet.backbone.BackboneDescriptor;
import java.util.List;

/**
 * {@code model.json}: the whole description of a model directory.
 *
 * @param formatVersion of this layout; {@link ModelDirectory#FORMAT_VERSION}
 * @param name of the model, written into results
 * @param backbone always there
 * @param detector null in a model that only classifies
 * @param classifier null in a model that only detects
 */
public record ModelDescription(
    int formatVersion,
    String name,
    BackboneDescriptor backbone,
    DetectorDescriptor detector,
    ClassifierDescriptor classifier,
    Provenance provenance,
    List<Licence> licences) {
  public ModelDescription {
    licences = licences == null ? List.of() : List.copyOf(licences);
  }

  /** Whether it tells what whole images show, but not where. */
  public boolean onlyClassifies() {
    return detector == null && classifier != null;
  }

  /** The same model with another detector. */
  ModelDescription with(DetectorDescriptor other) {
    return new ModelDescription(
        formatVersion, name, backbone, other, classifier, provenance, licences);
  }

  /** The same model with another classifier. */
  ModelDescription with(ClassifierDescriptor other) {
    return new ModelDescription(
        formatVersion, name, backbone, detector, other, provenance, licences);
  }
}
