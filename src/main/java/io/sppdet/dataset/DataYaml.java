package io.sppdet.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.JsonSchema;
import org.snakeyaml.engine.v2.schema.Schema;

/**
 * What a YOLO {@code data.yaml} says. Every scalar is read as the text it is: a class called {@code
 * no} or {@code 007} keeps its name, and nothing is ever constructed from a tag.
 *
 * @param path the folder it calls the data set's, as written; empty if it names none
 * @param names class names by number
 * @param splits for each of train, val and test that is there, folders or lists as written
 * @param keyPoints whether key points follow the box of an object ({@code kpt_shape})
 */
record DataYaml(
    String path, Map<Integer, String> names, Map<String, List<String>> splits, boolean keyPoints) {
  private static final int MAX_CHARACTERS = 1 << 20;
  private static final int MAX_DEPTH = 20;

  /** Every scalar is text. */
  private static final class TextSchema implements Schema {
    @Override
    public ScalarResolver getScalarResolver() {
      return (value, implicit) -> Tag.STR;
    }

    @Override
    public Map<Tag, ConstructNode> getSchemaTagConstructors() {
      return new JsonSchema().getSchemaTagConstructors();
    }
  }

  private static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setSchema(new TextSchema())
          .setCodePointLimit(MAX_CHARACTERS)
          .setMaxAliasesForCollections(10)
          .build();

  /** Reads the file; SppdetException DATASET when it is not YAML or has no names. */
  static DataYaml read(Path file) {
    Map<?, ?> root = load(file);
    Map<String, List<String>> splits = new LinkedHashMap<>();
    for (String split : List.of("train", "val", "test")) {
      List<String> entries = texts(root.get(split));
      if (!entries.isEmpty()) {
        splits.put(split, entries);
      }
    }
    Map<Integer, String> names = names(file, root.get("names"));
    if (names.isEmpty()) {
      throw DatasetFiles.error(file, "has no names of classes");
    }
    String path = texts(root.get("path")).stream().findFirst().orElse("");
    return new DataYaml(path, names, splits, root.get("kpt_shape") instanceof List<?>);
  }

  private static Map<?, ?> load(Path file) {
    try {
      if (Files.size(file) > MAX_CHARACTERS) {
        throw DatasetFiles.error(file, "too large for a data.yaml");
      }
      String text = DatasetFiles.text(file);
      refuseDepth(file, text);
      if (new Load(SETTINGS).loadFromString(text) instanceof Map<?, ?> map) {
        return map;
      }
      throw DatasetFiles.error(file, "not a data.yaml: no keys in it");
    } catch (YamlEngineException e) {
      String cause = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw DatasetFiles.error(file, "not sound YAML: " + cause, e);
    } catch (IOException e) {
      throw DatasetFiles.error(file, "can't be read (" + e.getMessage() + ")", e);
    }
  }

  /** The parser itself knows no limit, and recurses. */
  private static void refuseDepth(Path file, String text) {
    int depth = 0;
    for (Event event : new Parse(SETTINGS).parseString(text)) {
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        default -> {}
      }
      if (depth > MAX_DEPTH) {
        throw DatasetFiles.error(file, "not a data.yaml: nested too deeply");
      }
    }
  }

  /** A list of names, or a map from number to name. */
  private static Map<Integer, String> names(Path file, Object value) {
    Map<Object, Object> all = new LinkedHashMap<>();
    if (value instanceof List<?> list) {
      list.forEach(name -> all.put(all.size(), name));
    } else if (value instanceof Map<?, ?> map) {
      all.putAll(map);
    }
    Map<Integer, String> names = new TreeMap<>();
    all.forEach(
        (key, name) -> {
          String number = String.valueOf(key);
          if (name instanceof String text && !text.isBlank() && number.matches("\\d{1,9}")) {
            names.put(Integer.parseInt(number), DatasetFiles.className(file, text));
          }
        });
    return names;
  }

  /** The texts of a scalar or of a list. */
  private static List<String> texts(Object value) {
    Stream<?> values = value instanceof List<?> list ? list.stream() : Stream.of(value).limit(1);
    return values
        .filter(Objects::nonNull)
        .filter(String.class::isInstance)
        .map(text -> DatasetFiles.whole((String) text).strip())
        .filter(text -> !text.isEmpty())
        .toList();
  }
}
