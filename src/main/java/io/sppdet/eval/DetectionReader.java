package io.sppdet.eval;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sppdet.dataset.CocoIds;
import io.sppdet.dataset.LabelledImage;
import io.sppdet.detect.Detection;
import io.sppdet.error.Count;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.files.FileName;
import io.sppdet.geometry.Box;
import io.sppdet.image.ImageReader;
import io.sppdet.image.ImageSize;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Reads one {@link DetectionFile}, an entry at a time. */
final class DetectionReader {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final int NO_CLASS_ID = -1;

  /** As files of version 0.1 have it. */
  private static final String OLD_MARGIN = "svm_score";

  private final Path file;
  private final List<LabelledImage> images;
  private final CocoIds ids;
  private final Set<String> wanted = new HashSet<>();
  private final ImageNames names;

  private final Map<String, List<Detection>> detections = new HashMap<>();
  private final Map<String, List<Detection>> byName = new LinkedHashMap<>();
  private final Set<String> documents = new HashSet<>();

  /** The number that comes with a name in COCO's results. */
  private final Map<String, JsonNode> numbers = new HashMap<>();

  private final Set<String> failedNames = new HashSet<>();
  private final Set<String> failed = new HashSet<>();
  private final Map<String, ImageSize> sizes = new HashMap<>();
  private final List<String> otherSizes = new ArrayList<>();
  private final Set<String> otherImages = new LinkedHashSet<>();
  private final Set<String> severalImages = new LinkedHashSet<>();
  private final Set<String> otherClasses = new LinkedHashSet<>();
  private String model;
  private int entries;
  private int ofOtherImages;
  private int ofOtherClasses;

  /**
   * @param all images that the file may speak of
   * @param others that a name may fit as well
   * @param images those wanted, some of all
   */
  DetectionReader(
      Path file,
      Collection<LabelledImage> all,
      Supplier<Collection<LabelledImage>> others,
      List<LabelledImage> images,
      CocoIds ids) {
    this.file = file;
    this.images = images;
    this.ids = ids;
    this.model = String.valueOf(file.getFileName());
    this.names = new ImageNames(all, others);
    images.forEach(image -> wanted.add(image.id()));
  }

  DetectionFile read() {
    if (!Files.isRegularFile(file)) {
      throw error(Files.exists(file) ? "is not a file" : "does not exist", null);
    }
    try (InputStream in = Files.newInputStream(file);
        JsonParser json = MAPPER.createParser(in)) {
      JsonToken first = json.nextToken();
      if (first == null) {
        throw error("is empty", null);
      }
      if (first == JsonToken.START_ARRAY) {
        while (json.nextToken() != JsonToken.END_ARRAY) {
          add(json.readValueAsTree());
        }
        if (json.nextToken() != null) {
          throw error("there is more after the array", null);
        }
      } else {
        do {
          add(json.readValueAsTree());
        } while (json.nextToken() != null);
      }
    } catch (JsonProcessingException e) {
      String where = e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr();
      throw error("is no JSON" + where + ": " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw error("can't be read (" + e.getMessage() + ")", e);
    }
    takeNamed();
    if (entries > 0 && detections.isEmpty()) {
      String several = severalImages.isEmpty() ? "" : ", and fits several images of the data set";
      String first = first(several.isEmpty() ? otherImages : severalImages);
      throw error("holds none of the images evaluated; its first is " + first + several, null);
    }
    return new DetectionFile(model, detections, failed, warnings());
  }

  private List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (!otherImages.isEmpty()) {
      warnings.add(
          "left out %s on %s not evaluated, the first %s"
              .formatted(
                  Count.of(ofOtherImages, "detection"),
                  Count.of(otherImages.size(), "image that is", "images that are"),
                  first(otherImages)));
    }
    if (!severalImages.isEmpty()) {
      warnings.add(
          "%s several images of the data set, the first %s; paths would tell them apart"
              .formatted(
                  Count.of(severalImages.size(), "name in it fits", "names in it fit"),
                  first(severalImages)));
    }
    if (ofOtherClasses > 0) {
      warnings.add(
          "left out %s of %s, the first %s"
              .formatted(
                  Count.of(ofOtherClasses, "detection"),
                  Count.of(otherClasses.size(), "unknown category", "unknown categories"),
                  first(otherClasses)));
    }
    if (!otherSizes.isEmpty()) {
      warnings.add(
          Count.of(otherSizes.size(), "image has", "images have")
              + " another size there than in the data set, so that boxes may not fit; the first "
              + otherSizes.get(0));
    }
    int missing = images.size() - detections.size();
    if (missing > 0) {
      warnings.add(
          "holds nothing of %d of the %s; %s without detections"
              .formatted(
                  missing,
                  Count.of(images.size(), "image"),
                  missing == 1 ? "it counts as an image" : "they count as images"));
    }
    return warnings;
  }

  private static String first(Set<String> names) {
    return names.iterator().next();
  }

  private void add(JsonNode entry) {
    entries++;
    if (entry.has("image_id")) {
      addResult(entry);
    } else {
      require(
          entry.path("image").has("file"),
          "neither a COCO result with image_id nor a document with image.file");
      addDocument(entry);
    }
  }

  /** One detection, as COCO writes it. */
  private void addResult(JsonNode result) {
    JsonNode imageId = result.get("image_id");
    JsonNode category = result.path("category_id");
    require(isWhole(category), "category_id must be a whole number");
    Box box = sides(result.path("bbox"));
    double score = number(result, "score");
    JsonNode name = imageId.isTextual() ? imageId : result.path("file_name");
    List<Detection> ofImage;
    if (name.isTextual()) {
      JsonNode first = numbers.putIfAbsent(name.textValue(), imageId);
      if (first != null && !first.equals(imageId)) {
        String two = "%s has two image_id, %s and %s".formatted(name.textValue(), first, imageId);
        throw error("entry " + entries + ": " + two, null);
      }
      ofImage = byName.computeIfAbsent(name.textValue(), n -> new ArrayList<>());
    } else {
      String image = numbered(imageId);
      if (image == null) {
        otherImages.add(imageId.asText());
        ofOtherImages++;
        return;
      }
      ofImage = detections.computeIfAbsent(image, id -> new ArrayList<>());
    }
    String label = ids.labels().get(category.longValue());
    if (label == null) {
      otherClasses.add(category.asText());
      ofOtherClasses++;
    } else {
      ofImage.add(new Detection(label, category.intValue() - 1, score, Double.NaN, box));
    }
  }

  /** All detections of an image, as {@code sppdet detect} writes them. */
  private void addDocument(JsonNode document) {
    String name = document.get("image").get("file").asText();
    model = document.path("model").asText(model);
    List<Detection> found = new ArrayList<>();
    document.path("detections").forEach(detection -> found.add(detection(detection)));
    require(documents.add(name), "a second document of " + name);
    byName.computeIfAbsent(name, n -> new ArrayList<>()).addAll(found);
    int width = document.at("/image/width").asInt();
    int height = document.at("/image/height").asInt();
    if (width > 0 && height > 0) {
      sizes.put(name, new ImageSize(width, height));
    }
    if (document.has("error")) {
      failedNames.add(name);
    } else {
      require(document.path("detections").isArray(), "detections must be an array");
    }
  }

  /** Which image a name means depends on the other names. */
  private void takeNamed() {
    ImageNames.Meaning meant = names.of(byName.keySet());
    severalImages.addAll(meant.several());
    byName.forEach(
        (name, found) -> {
          LabelledImage image = meant.images().get(name);
          if (image == null || !wanted.contains(image.id())) {
            otherImages.add(name);
            ofOtherImages += found.size();
            return;
          }
          detections.computeIfAbsent(image.id(), id -> new ArrayList<>()).addAll(found);
          compareSize(image.image(), sizes.get(name));
          if (failedNames.contains(name)) {
            failed.add(image.id());
          }
        });
  }

  /** As of detections in smaller copies of the photos. */
  private void compareSize(Path image, ImageSize stated) {
    try {
      ImageSize real = stated == null ? null : new ImageReader().size(image);
      if (stated != null && !stated.equals(real)) {
        otherSizes.add("%s: %s, not %s".formatted(image, stated, real));
      }
    } catch (SppdetException e) {
      // it can't be read: there is nothing to compare
    }
  }

  private Detection detection(JsonNode node) {
    String label = FileName.ofClass(node.path("label").asText(""));
    require(!label.isEmpty(), "a detection has no label");
    JsonNode box = node.path("box");
    return new Detection(
        label,
        node.path("class_id").asInt(NO_CLASS_ID),
        number(node, "score"),
        node.path(node.has(OLD_MARGIN) ? OLD_MARGIN : "margin").asDouble(Double.NaN),
        box(number(box, "x1"), number(box, "y1"), number(box, "x2"), number(box, "y2")));
  }

  private String numbered(JsonNode imageId) {
    require(isWhole(imageId), "image_id must be a whole number or a name");
    String id = ids.images().get(imageId.longValue());
    return id != null && wanted.contains(id) ? id : null;
  }

  private static boolean isWhole(JsonNode node) {
    return node.canConvertToExactIntegral() && node.canConvertToLong();
  }

  private double number(JsonNode node, String name) {
    JsonNode value = node.path(name);
    require(value.isNumber() && Double.isFinite(value.doubleValue()), name + " must be a number");
    return value.doubleValue();
  }

  private Box sides(JsonNode bbox) {
    require(bbox.isArray() && bbox.size() == 4, "bbox must be x, y, width, height");
    double[] b = new double[4];
    for (int i = 0; i < b.length; i++) {
      require(bbox.get(i).isNumber(), "bbox must hold numbers");
      b[i] = bbox.get(i).doubleValue();
    }
    return box(b[0], b[1], b[0] + b[2], b[1] + b[3]);
  }

  private Box box(double x1, double y1, double x2, double y2) {
    require(
        x1 <= x2 && y1 <= y2 && Double.isFinite(x1 + x2 + y1 + y2),
        "a box must have sides that are not negative");
    return new Box(x1, y1, x2, y2);
  }

  private void require(boolean holds, String rule) {
    if (!holds) {
      throw error("entry " + entries + ": " + rule, null);
    }
  }

  private SppdetException error(String reason, Throwable cause) {
    return new SppdetException(Kind.DATASET, file.toString(), reason, cause);
  }
}
