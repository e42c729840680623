package io.sppdet.inspect;

import io.sppdet.detect.Candidate;
import io.sppdet.detect.ClassSelection;
import io.sppdet.detect.Detection;
import io.sppdet.detect.Detector;
import io.sppdet.detect.ImageResult;
import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import io.sppdet.image.ImageReader;
import io.sppdet.image.ImageResizer;
import io.sppdet.image.ImageSize;
import io.sppdet.image.PhotoNotes;
import io.sppdet.input.ImageInput;
import io.sppdet.model.SppNet;
import io.sppdet.pooling.roi.ScaledMap;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * SPP-net detection of one image with all that {@link Detector} lets go of on its way: the same
 * steps in the same order, and so the same detections to the last digit.
 *
 * @param image the photo
 * @param detector what was done to it
 * @param inputs the photo as the network saw it, one a scale
 * @param conv5 the maps that regions were pooled from, one a scale
 * @param proposed all proposals
 * @param regions the proposals that are scored in their order, then the boxes that somebody asked
 *     about
 * @param proposals how many of the regions are proposals
 * @param classes what became of the proposals, class by class
 * @param found the detections, the best first
 */
public record Inspection(
    Image image,
    Detector detector,
    List<Image> inputs,
    List<ScaledMap> conv5,
    List<Box> proposed,
    Regions regions,
    int proposals,
    List<ClassSelection> classes,
    List<Candidate> found) {

  /**
   * Walks an image through the network.
   *
   * @param own boxes of one's own, in pixels of the image; they are scored as proposals are, but
   *     take no part in the suppression
   */
  public static Inspection of(Detector detector, Image image, List<Box> own) {
    SppNet net = detector.network();
    List<Box> proposed = detector.selectiveSearch().propose(image);
    List<Image> inputs =
        net.scales().stream().map(scale -> ImageResizer.resize(image, scale)).toList();
    List<ScaledMap> conv5 = net.conv5(image);
    List<Box> proposals = net.likely(conv5, proposed);
    Regions regions =
        Regions.of(net, image, conv5, proposals); // windows, pyramid, fc6, fc7, margins
    List<ClassSelection> classes =
        detector
            .selection()
            .classes(
                image, proposals, regions.layers().scores(), net.detector().classes(), net.head());
    List<Candidate> found = detector.selection().best(classes);
    return new Inspection(
        image,
        detector,
        inputs,
        conv5,
        proposed,
        own.isEmpty() ? regions : regions.and(Regions.of(net, image, conv5, own)),
        proposals.size(),
        classes,
        found);
  }

  /** What {@link Detector} says of the image. */
  public List<Detection> detections() {
    return found.stream().map(Candidate::detection).toList();
  }

  /** The same as writers of results take it. */
  public ImageResult.Found result() {
    return new ImageResult.Found(
        ImageInput.of(Path.of(image.file()), new ImageReader()),
        new ImageSize(image.width(), image.height()),
        PhotoNotes.NONE,
        () -> image,
        proposed,
        detections(),
        Map.of());
  }

  /**
   * The regions worth a close look: those of the detections and one's own boxes, whatever their
   * number; then, up to {@code most} in all, what was suppressed and the rest, the best first.
   */
  List<Integer> shown(int most) {
    Set<Integer> shown = new LinkedHashSet<>();
    found.forEach(candidate -> shown.add(candidate.region()));
    IntStream.range(proposals, regions.boxes().size()).forEach(shown::add);
    int always = shown.size();
    classes.stream()
        .flatMap(selected -> selected.candidates().stream())
        .sorted(Comparator.comparingDouble((Candidate c) -> c.detection().score()).reversed())
        .forEach(candidate -> shown.add(candidate.region()));
    IntStream.range(0, proposals)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer r) -> score(r, bestClass(r))).reversed())
        .forEach(shown::add);
    return shown.stream().limit(Math.max(always, most)).toList();
  }

  /** The class with the highest score, the first of equals. */
  int bestClass(int region) {
    int best = 0;
    for (int k = 1; k < regions.layers().scores().classes(); k++) {
      best = score(region, k) > score(region, best) ? k : best;
    }
    return best;
  }

  /** What the whole image adds to the margins of each class; null where it has no say. */
  float[] context() {
    SppNet net = detector.network();
    return net.context() == null ? null : net.context().of(net.wholeImage(image, conv5));
  }

  /** The calibrated probability. */
  double score(int region, int classId) {
    return detector
        .network()
        .head()
        .calibrated(classId, regions.layers().scores().margin(region, classId));
  }

  /** The box after regression for a class, cut at the image's border. */
  Box regressed(int region, int classId) {
    return regions
        .layers()
        .scores()
        .delta(region, classId)
        .decode(regions.boxes().get(region))
        .clip(image.width(), image.height());
  }
}
