package io.sppdet.train.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sppdet.dataset.Checksum;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.geometry.Box;
import io.sppdet.image.Image;
import io.sppdet.image.ImageSize;
import io.sppdet.proposal.ProposalGenerator;
import io.sppdet.tensor.KeptTensors;
import io.sppdet.tensor.TensorFile;
import io.sppdet.tensor.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The proposals of images on disk, a file an image, named by the checksum of its bytes: the image's
 * width and height, and a row of four a box.
 *
 * @param folder that holds the files
 * @param generator makes what is missing
 * @param kept reads the files
 */
record ProposalFiles(Path folder, ProposalGenerator generator, KeptTensors kept) {
  static final String ENDING = ".boxes";

  private static final String SIZE = "size";
  private static final String BOXES = "boxes";

  /** What a file holds. */
  private record Proposed(ImageSize size, List<Box> boxes) {}

  Path of(String checksum) {
    return folder.resolve(checksum + ENDING);
  }

  boolean has(String checksum) {
    return kept(checksum).isPresent();
  }

  /** Size of the image whose proposals are kept, which are made again if need be. */
  ImageSize size(LabelledImage labelled, String checksum) {
    return made(labelled, checksum).size();
  }

  /** The proposals of an image, in its pixels; made again if need be. */
  List<Box> read(LabelledImage labelled, String checksum) {
    return made(labelled, checksum).boxes();
  }

  private Proposed made(LabelledImage labelled, String checksum) {
    return kept(checksum)
        .orElseGet(
            () -> {
              Image image = Checksum.image(labelled.image(), checksum);
              write(image, generator.propose(image), checksum);
              return kept(checksum).orElseThrow();
            });
  }

  private Optional<Proposed> kept(String checksum) {
    try (NDManager scope = Tensors.newManager()) {
      return kept.read(scope, of(checksum), SIZE, BOXES).map(file -> proposed(scope, file));
    }
  }

  private static Proposed proposed(NDManager scope, TensorFile file) {
    int[] size = file.integers(SIZE, 2);
    float[] rows = file.get(scope, BOXES, file.shape(BOXES)[0], 4).toFloatArray();
    List<Box> boxes = new ArrayList<>(rows.length / 4);
    for (int i = 0; i < rows.length; i += 4) {
      boxes.add(new Box(rows[i], rows[i + 1], rows[i + 2], rows[i + 3]));
    }
    return new Proposed(new ImageSize(size[0], size[1]), boxes);
  }

  void write(Image image, List<Box> proposals, String checksum) {
    float[] rows = new float[proposals.size() * 4];
    for (int i = 0; i < proposals.size(); i++) {
      Box box = proposals.get(i);
      rows[4 * i] = (float) box.x1();
      rows[4 * i + 1] = (float) box.y1();
      rows[4 * i + 2] = (float) box.x2();
      rows[4 * i + 3] = (float) box.y2();
    }
    try (NDManager scope = Tensors.newManager()) {
      NDArray size = scope.create(new int[] {image.width(), image.height()});
      NDArray boxes = scope.create(rows, new Shape(proposals.size(), 4));
      KeptTensors.write(of(checksum), Map.of(SIZE, size, BOXES, boxes));
    }
  }
}
