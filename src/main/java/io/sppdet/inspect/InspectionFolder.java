package io.sppdet.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sppdet.error.FileFault;
import io.sppdet.image.ExifFields;
import io.sppdet.output.ClaimedFolder;
import io.sppdet.output.DetectionJson;
import io.sppdet.output.OutputFile;
import io.sppdet.page.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes an inspection into a folder: the page, the arrays, and the detections. */
public final class InspectionFolder implements AutoCloseable {
  private static final String DETECTIONS = "detections.json";
  private static final String ARRAYS = "arrays.json";

  private final Path folder;
  private final ClaimedFolder claim;

  /** What {@code arrays.json} said when the folder was opened; empty of anything else. */
  private final JsonNode earlier;

  /**
   * Makes the folder unless it is there.
   *
   * @throws io.sppdet.error.SppdetException OUTPUT when that can't be done, another run has it, or
   *     it holds files of ours' names without a page of ours
   */
  public InspectionFolder(Path folder) {
    InspectionPage.PAGE.refuseOthers(folder, List.of(Page.INDEX, DETECTIONS, ARRAYS));
    this.folder = folder;
    this.claim = new ClaimedFolder(folder, "inspection");
    this.earlier = read(folder.resolve(ARRAYS));
  }

  private static JsonNode read(Path arrays) {
    ObjectMapper mapper = new ObjectMapper();
    try {
      JsonNode described = Files.isRegularFile(arrays) ? mapper.readTree(arrays.toFile()) : null;
      return described == null ? mapper.missingNode() : described;
    } catch (IOException e) {
      return mapper.missingNode(); // somebody else's
    }
  }

  /** What an earlier run left in the folder, in words. */
  public Optional<String> replaced() {
    String image = earlier.at("/image/file").asText();
    return image.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "the inspection of %s by %s".formatted(image, earlier.path("model").asText()));
  }

  /**
   * Writes all files, the page first, by which a later run knows them for an inspection.
   *
   * @param model name of the model
   * @param maxBoxes boxes whose pooled vector and fully connected layers are kept; those of the
   *     detections and one's own are kept in any case
   * @return the page
   * @throws io.sppdet.error.SppdetException OUTPUT when that can't be done
   */
  public Path write(Inspection inspection, String model, int maxBoxes) {
    List<Integer> shown = inspection.shown(maxBoxes);
    InspectionArrays arrays = new InspectionArrays(inspection, shown);
    List<String> files = arrays.entries().stream().map(InspectionArrays.Entry::file).toList();
    InspectionPage.PAGE.refuseOthers(folder, files);
    Path page = folder.resolve(Page.INDEX);
    InspectionPage.of(inspection, shown, arrays, model).write(page);
    arrays.write(folder, model);
    removeOthers(arrays);
    OutputFile.write(
        folder.resolve(DETECTIONS),
        new DetectionJson(model, false, false, ExifFields.NONE).document(inspection.result())
            + "\n");
    return page;
  }

  /** Arrays of the earlier run that this one has none of, such as maps of another scale. */
  private void removeOthers(InspectionArrays arrays) {
    Set<String> written =
        arrays.entries().stream().map(InspectionArrays.Entry::file).collect(Collectors.toSet());
    for (JsonNode array : earlier.path("arrays")) {
      String name = array.path("file").asText();
      if (!name.matches("\\w+\\.npy") || written.contains(name)) {
        continue;
      }
      Path file = folder.resolve(name);
      try {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          Files.delete(file);
        }
      } catch (IOException e) {
        throw FileFault.writing(file, e);
      }
    }
  }

  @Override
  public void close() {
    claim.close();
  }
}
