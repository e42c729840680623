package io.sppdet.classify;

import io.sppdet.geometry.ResizeRule;
import io.sppdet.image.Image;
import io.sppdet.image.ImageResizer;
import io.sppdet.model.ClassifierDescriptor;
import java.util.ArrayList;
import java.util.List;

/**
 * One way an image is shown to the network, whole.
 *
 * @param side pixels of the short side, or of both where it is warped
 * @param warped whether the image becomes a square, whatever its shape
 * @param flipped whether it is mirrored
 */
public record ImageView(int side, boolean warped, boolean flipped) {
  /** All views a classifier takes. */
  public static List<ImageView> of(ClassifierDescriptor classifier) {
    boolean warped = classifier.warp() != null;
    List<ImageView> views = new ArrayList<>();
    for (int side : warped ? List.of(classifier.warp()) : classifier.scales()) {
      views.add(new ImageView(side, warped, false));
      if (classifier.flip()) {
        views.add(new ImageView(side, warped, true));
      }
    }
    return List.copyOf(views);
  }

  /** The image so shown. */
  Image show(Image image) {
    Image resized =
        warped
            ? ImageResizer.resize(image, side, side)
            : ImageResizer.resize(image, new ResizeRule(side));
    return flipped ? ImageResizer.flip(resized) : resized;
  }

  /** As in a file's name: {@code 288}, {@code 224-warp-flip}. */
  @Override
  public String toString() {
    return side + (warped ? "-warp" : "") + (flipped ? "-flip" : "");
  }
}
