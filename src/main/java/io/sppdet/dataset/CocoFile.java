package io.sppdet.dataset;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a COCO file holds, as it stands there: images, annotations and categories, joined by their
 * ids. It is read as a stream, an entry at a time, so that the polygons of a large file, which are
 * not used, never fill the memory.
 *
 * @param images in the file's order
 * @param objects by the id of their image, in the file's order
 * @param categories names by id
 * @param superCategories names of the categories that stand above others
 * @param ambiguous ids of categories that are there with several names, and so have none
 */
record CocoFile(
    List<CocoImage> images,
    Map<String, List<CocoObject>> objects,
    Map<String, String> categories,
    Set<String> superCategories,
    Set<String> ambiguous) {

  /** COCO's own files are 5 deep. */
  private static final int MAX_DEPTH = 100;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .build();

  /** An image; a size field that is no number is NaN. */
  record CocoImage(String id, String fileName, double width, double height) {}

  /**
   * An annotation.
   *
   * @param box x, y, width and height, NaN where there is no number
   */
  record CocoObject(
      String category, double x, double y, double w, double h, boolean crowd, String box) {}

  /** Reads a file; SppdetException DATASET when it is not COCO. */
  static CocoFile read(Path file) {
    CocoFile coco =
        new CocoFile(
            new ArrayList<>(), new HashMap<>(), new HashMap<>(), new HashSet<>(), new HashSet<>());
    Set<String> lists = new HashSet<>();
    try (InputStream in = Files.newInputStream(file);
        JsonParser json = MAPPER.createParser(in)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw DatasetFiles.error(file, "not COCO: no JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String list = json.currentName();
        if (json.nextToken() != JsonToken.START_ARRAY) {
          json.skipChildren();
          continue;
        }
        lists.add(list);
        switch (list) {
          case "images", "annotations", "categories" -> {
            while (json.nextToken() != JsonToken.END_ARRAY) {
              coco.add(list, MAPPER.readTree(json));
            }
          }
          default -> json.skipChildren();
        }
      }
      if (json.nextToken() != null) {
        throw DatasetFiles.error(file, "not COCO: there is more after the object");
      }
    } catch (JsonProcessingException e) {
      long line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      throw DatasetFiles.error(
          file, "not sound JSON" + (line > 0 ? " at line " + line : "") + ": " + cause(e), e);
    } catch (IOException e) {
      throw DatasetFiles.error(file, "can't be read (" + e.getMessage() + ")", e);
    }
    for (String list : List.of("images", "annotations", "categories")) {
      if (!lists.contains(list)) {
        throw DatasetFiles.error(file, "not COCO: has no list \"" + list + "\"");
      }
    }
    return coco;
  }

  private static String cause(JsonProcessingException e) {
    return e.getOriginalMessage().lines().findFirst().orElse("");
  }

  private void add(String list, JsonNode entry) {
    String id = text(entry, "id");
    switch (list) {
      case "images" ->
          images.add(
              new CocoImage(
                  id,
                  text(entry, "file_name"),
                  number(entry.get("width")),
                  number(entry.get("height"))));
      case "categories" -> {
        String name = DatasetFiles.className(text(entry, "name"));
        String before = categories.putIfAbsent(id, name);
        if (before != null && !before.equals(name)) {
          ambiguous.add(id);
          categories.put(id, "");
        }
        superCategories.add(DatasetFiles.className(text(entry, "supercategory")));
      }
      default -> {
        JsonNode box = entry.path("bbox");
        boolean four = box.isArray() && box.size() == 4;
        objects
            .computeIfAbsent(text(entry, "image_id"), image -> new ArrayList<>(4))
            .add(
                new CocoObject(
                    text(entry, "category_id"),
                    four ? number(box.get(0)) : Double.NaN,
                    four ? number(box.get(1)) : Double.NaN,
                    four ? number(box.get(2)) : Double.NaN,
                    four ? number(box.get(3)) : Double.NaN,
                    entry.path("iscrowd").asInt() != 0 || entry.path("iscrowd").asBoolean(),
                    box.toString()));
      }
    }
  }

  /** A name or an id, which may be a number; empty if it is not there. */
  private static String text(JsonNode entry, String field) {
    return DatasetFiles.whole(entry.path(field).asText(""));
  }

  private static double number(JsonNode node) {
    return node != null && node.isNumber() ? node.doubleValue() : Double.NaN;
  }
}
