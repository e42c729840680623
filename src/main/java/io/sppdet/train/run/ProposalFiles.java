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
import io.sppdet.tensor.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The proposals of images on disk, a file an image, named by the checksum of its bytes: rows of
 * four, the first being the image's size as a box at the origin.
 *
 * @param folder that holds the files
 * @param generator makes what is missing
 * @param kept reads the files
 */
record ProposalFiles(Path folder, ProposalGenerator generator, KeptTensors kept) {
  private static final String BOXES = "boxes";

  Path of(String checksum) {
    return folder.resolve(checksum + ".boxes");
  }

  boolean has(String checksum) {
    return rows(checksum).isPresent();
  }

  /** Size of the image whose proposals are kept, which are made again if need be. */
  ImageSize size(LabelledImage labelled, String checksum) {
    float[] rows = rows(labelled, checksum);
    return new ImageSize((int) rows[2], (int) rows[3]);
  }

  /** The proposals of an image, in its pixels; made again if need be. */
  List<Box> read(LabelledImage labelled, String checksum) {
    float[] rows = rows(labelled, checksum);
    List<Box> proposed = new ArrayList<>(rows.length / 4 - 1);
    for (int i = 4; i < rows.length; i += 4) {
      proposed.add(new Box(rows[i], rows[i + 1], rows[i + 2], rows[i + 3]));
    }
    return proposed;
  }

  private float[] rows(LabelledImage labelled, String checksum) {
    return rows(checksum)
        .orElseGet(
            () -> {
              Image image = Checksum.image(labelled.image(), checksum);
              write(image, generator.propose(image), checksum);
              return rows(checksum).orElseThrow();
            });
  }

  private Optional<float[]> rows(String checksum) {
    try (NDManager scope = Tensors.newManager()) {
      return kept.read(scope, of(checksum))
          .map(file -> file.get(scope, BOXES, file.shape(BOXES)[0], 4).toFloatArray());
    }
  }

  void write(Image image, List<Box> proposals, String checksum) {
    float[] rows = new float[(proposals.size() + 1) * 4];
    rows[2] = image.width();
    rows[3] = image.height();
    for (int i = 0; i < proposals.size(); i++) {
      Box box = proposals.get(i);
      rows[4 * i + 4] = (float) box.x1();
      rows[4 * i + 5] = (float) box.y1();
      rows[4 * i + 6] = (float) box.x2();
      rows[4 * i + 7] = (float) box.y2();
    }
    try (NDManager scope = Tensors.newManager()) {
      NDArray tensor = scope.create(rows, new Shape(proposals.size() + 1, 4));
      KeptTensors.write(of(checksum), Map.of(BOXES, tensor));
    }
  }
}
