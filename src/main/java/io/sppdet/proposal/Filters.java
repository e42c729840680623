package io.sppdet.proposal;

import io.sppdet.image.Image;

/** How an image is put into a colour space, smoothed and derived. */
enum Filters {
  /**
   * In integers, so that all is the same on every processor. The derivatives along the diagonals
   * are sums of the two others, which are Scharr's: a first derivative can be steered (Freeman and
   * Adelson 1991).
   */
  OWN {
    @Override
    Image searched(Image image) {
      return image;
    }

    @Override
    Planes planes(Image image, ColourSpace space) {
      return space.of(image);
    }

    @Override
    WeightedEdges edges(Planes image) {
      int[][] smooth =
          image.channels().stream()
              .map(plane -> Smoothing.of(plane, image.width(), image.height()))
              .toArray(int[][]::new);
      return WeightedEdges.of(smooth, image.width(), image.height());
    }

    @Override
    TextureBins texture(Planes image) {
      return SteeredDerivatives.of(image);
    }
  },

  /** By OpenCV as its selective search does, diagonals on the image turned by 45°. */
  OPENCV {
    @Override
    Image searched(Image image) {
      return TwoByOne.padded(image);
    }

    @Override
    Planes planes(Image image, ColourSpace space) { // the other spaces are OpenCV's to the digit
      return space == ColourSpace.LAB ? OpenCvFilters.lab(image) : space.of(image);
    }

    @Override
    WeightedEdges edges(Planes image) {
      return OpenCvFilters.edges(image);
    }

    @Override
    TextureBins texture(Planes image) {
      return OpenCvFilters.texture(image);
    }
  };

  /** The image as it has to be searched: with borders where its shape asks for them. */
  abstract Image searched(Image image);

  /** The image, 8 bits a channel, in a colour space. */
  abstract Planes planes(Image image, ColourSpace space);

  /** The edges between the pixels of the smoothed image. */
  abstract WeightedEdges edges(Planes image);

  /** The derivatives of the image, four a channel, as numbers of their bins. */
  abstract TextureBins texture(Planes image);
}
