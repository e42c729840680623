package io.sppdet.train.detector;

import io.sppdet.dataset.LabelledImage;
import io.sppdet.dataset.Presence;
import io.sppdet.head.Context;
import io.sppdet.head.HeadLayout;
import io.sppdet.head.HeadWeights;
import io.sppdet.head.PlattScaling;
import io.sppdet.image.Image;
import io.sppdet.model.SppNet;
import io.sppdet.train.run.FeatureStore;
import io.sppdet.train.run.Progress;
import io.sppdet.train.run.TrainingImages;
import io.sppdet.train.solver.FeatureNorm;
import io.sppdet.train.solver.LinearSvm;
import io.sppdet.train.solver.PlattFit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Fits {@link Context}: a linear SVM a class on the mean cells of whole images, whose margins
 * become log-odds by a sigmoid that the images held out give.
 */
record ContextTrainer(SppNet network) {
  static final String STAGE = "context";

  /** The share of the log-odds that counts; chosen on {@code scripts/voc07/ablation-val.txt}. */
  static final double SHARE = 0.2;

  /** Fits the layer and puts it into the head; a class that some images don't tell of gets none. */
  void train(
      TrainingImages.Division<FeatureStore.Entry> division, HeadWeights head, Progress progress) {
    List<LabelledImage> training = images(division.training());
    List<LabelledImage> heldOut = images(division.heldOut());
    List<float[]> cells = new ArrayList<>();
    progress.begin(STAGE, training.size() + heldOut.size(), 0);
    Stream.concat(division.training().stream(), division.heldOut().stream())
        .forEach(
            entry -> {
              Image photo = entry.photo();
              cells.add(network.wholeImage(photo, List.of(network.smallestConv5(photo))));
              progress.done(cells.size(), "");
            });
    List<float[]> known = cells.subList(0, training.size());
    List<float[]> others = cells.subList(training.size(), cells.size());
    float scale =
        FeatureNorm.scale(known.stream().mapToDouble(FeatureNorm::of).average().orElseThrow());
    List<Voice> voices =
        network.detector().classes().stream()
            .map(label -> Voice.of(label, training, known, scale).heard(label, heldOut, others))
            .toList();
    put(voices, head);
  }

  private static List<LabelledImage> images(List<FeatureStore.Entry> entries) {
    return entries.stream().map(FeatureStore.Entry::image).toList();
  }

  private static void put(List<Voice> voices, HeadWeights head) {
    double[] margins = voices.stream().flatMapToDouble(v -> Arrays.stream(v.margins)).toArray();
    boolean[] right = new boolean[margins.length];
    int at = 0;
    for (Voice voice : voices) {
      System.arraycopy(voice.right, 0, right, at, voice.right.length);
      at += voice.right.length;
    }
    int channels = head.size().channels();
    float[] weight = new float[voices.size() * channels];
    float[] bias = new float[voices.size()];
    PlattScaling common = PlattFit.of(margins, right);
    for (int k = 0; k < bias.length; k++) {
      Voice voice = voices.get(k);
      PlattScaling own = PlattFit.near(common, voice.margins, voice.right);
      if (voice.svm == null || !(own.a() < 0)) {
        continue; // zeros say nothing
      }
      for (int c = 0; c < channels; c++) {
        weight[k * channels + c] = (float) (-own.a() * voice.svm.weight()[c]);
      }
      bias[k] = (float) (-own.a() * voice.svm.bias() - own.b());
    }
    head.set(HeadLayout.CONTEXT.weight(), weight);
    head.set(HeadLayout.CONTEXT.bias(), bias);
  }

  /**
   * The SVM of a class.
   *
   * @param svm null where all images show the class, or none does
   * @param margins what it says of the images held out
   * @param right whether these show the class
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Voice(LinearSvm svm, double[] margins, boolean[] right) {

    static Voice of(String label, List<LabelledImage> images, List<float[]> cells, float scale) {
      List<float[]> positives = of(Presence.PRESENT, label, images, cells);
      List<float[]> negatives = of(Presence.ABSENT, label, images, cells);
      boolean tells = !positives.isEmpty() && !negatives.isEmpty();
      return new Voice(
          tells ? LinearSvm.train(positives, negatives, scale) : null,
          new double[0],
          new boolean[0]);
    }

    private static List<float[]> of(
        Presence presence, String label, List<LabelledImage> images, List<float[]> cells) {
      List<float[]> some = new ArrayList<>();
      for (int i = 0; i < images.size(); i++) {
        if (Presence.of(images.get(i), label) == presence) {
          some.add(cells.get(i));
        }
      }
      return some;
    }

    Voice heard(String label, List<LabelledImage> images, List<float[]> cells) {
      if (svm == null) {
        return this;
      }
      List<float[]> present = of(Presence.PRESENT, label, images, cells);
      List<float[]> absent = of(Presence.ABSENT, label, images, cells);
      double[] said =
          Stream.concat(present.stream(), absent.stream())
              .mapToDouble(cell -> svm.margin(cell, 0))
              .toArray();
      boolean[] flags = new boolean[said.length];
      Arrays.fill(flags, 0, present.size(), true);
      return new Voice(svm, said, flags);
    }
  }
}
