package io.sppdet.train.detector;

import io.sppdet.geometry.Box;
import io.sppdet.geometry.FeatureMap;
import io.sppdet.geometry.RoiProjection;
import io.sppdet.geometry.Window;
import io.sppdet.pooling.roi.Pyramid;
import io.sppdet.train.run.FeatureStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What the steps of fine-tuning are shown: images, views of them and regions, by chance. */
final class Batches {
  private final StepPlan recipe;
  private final RegionSource source;

  /** The images in the order of an epoch, which follows from the seed and its number. */
  private List<FeatureStore.Entry> shuffled = List.of();

  private int shuffledEpoch = -1;

  Batches(StepPlan recipe, RegionSource source) {
    this.recipe = recipe;
    this.source = source;
  }

  /** An image and the view of it. */
  record Pick(FeatureStore.Entry entry, FeatureStore.View view) {}

  /** An image of a step with the regions drawn of it, at least one. */
  record Drawn(Pick pick, RegionLabels regions, RoiSampler.Sample sample) {
    List<Box> boxes() {
      return sample.regions().stream().map(regions.boxes()::get).toList();
    }

    List<Window> windows(Pyramid pyramid, RoiProjection onto, FeatureMap map) {
      return boxes().stream()
          .map(box -> pyramid.window(onto, box, map.width(), map.height()))
          .toList();
    }
  }

  /**
   * What a step takes.
   *
   * @param images those that have regions to learn from
   * @param dropoutSeed decides which units are dropped
   */
  record Batch(List<Drawn> images, int dropoutSeed) {}

  /** The batch of a step; what the store has of its images is made where it is missing. */
  Batch batch(int step) {
    Random random = recipe.random(step);
    List<Drawn> drawn = draw(picks(step, random), random);
    drawn.forEach(image -> source.store().make(image.pick().entry(), image.pick().view()));
    return new Batch(drawn, random.nextInt());
  }

  /** The images of a step: each epoch shows every image once, in an order of its own. */
  private List<Pick> picks(int step, Random random) {
    List<Pick> picks = new ArrayList<>();
    List<Integer> scales = recipe.scales(step);
    for (int i = 0; i < recipe.shown().images(); i++) {
      long shown = (long) step * recipe.shown().images() + i;
      int epoch = (int) (shown / source.images().size());
      FeatureStore.Entry entry = order(epoch).get((int) (shown % source.images().size()));
      int scale = scales.get(random.nextInt(scales.size()));
      boolean flipped = random.nextBoolean();
      double colourJitter = recipe.tuning().colourJitter();
      picks.add(new Pick(entry, new FeatureStore.View(scale, flipped, colourJitter)));
    }
    return picks;
  }

  private List<FeatureStore.Entry> order(int epoch) {
    if (epoch != shuffledEpoch) {
      shuffled = new ArrayList<>(source.images());
      Collections.shuffle(shuffled, recipe.random(-1 - epoch));
      shuffledEpoch = epoch;
    }
    return shuffled;
  }

  /** Regions of images. */
  List<Drawn> draw(List<Pick> batch, Random random) {
    List<Drawn> drawn = new ArrayList<>();
    for (Pick pick : batch) {
      RegionLabels regions =
          new RegionLabels(
              pick.entry(),
              jittered(pick.entry(), random),
              source.classes(),
              pick.view().flipped());
      RoiSampler.Sample sample =
          new RoiSampler(recipe.shown().rois(), recipe.shown().background())
              .draw(regions, source.classes().size(), random);
      if (!sample.regions().isEmpty()) {
        drawn.add(new Drawn(pick, regions, sample));
      }
    }
    return drawn;
  }

  /** The proposals, each edge moved by up to a share of the box's side. */
  private List<Box> jittered(FeatureStore.Entry entry, Random random) {
    List<Box> proposals = source.store().proposals(entry);
    double share = recipe.tuning().boxJitter();
    if (share == 0) {
      return proposals;
    }
    List<Box> moved = new ArrayList<>(proposals.size());
    for (Box box : proposals) {
      double x = share * box.width();
      double y = share * box.height();
      moved.add(
          new Box(
                  box.x1() + x * (2 * random.nextDouble() - 1),
                  box.y1() + y * (2 * random.nextDouble() - 1),
                  box.x2() + x * (2 * random.nextDouble() - 1),
                  box.y2() + y * (2 * random.nextDouble() - 1))
              .clip(entry.width(), entry.height()));
    }
    return moved;
  }
}
