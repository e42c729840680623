package io.sppdet.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.io.IOException;
import java.io.Serializable;

/**
 * A line of the list: a file to look into for images, or why what was named leads to none.
 *
 * @param name what the output calls it
 * @param path where every executor finds it: an absolute path or a URI; null where there is none
 * @param fault why it leads to none; null for a file
 * @param reason the same in words
 */
record Row(String name, String path, Kind fault, String reason) implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final ObjectMapper JSON = new ObjectMapper();

  static Row file(String name, String path) {
    return new Row(name, path, null, null);
  }

  Row named(String other) {
    return new Row(other, path, fault, reason);
  }

  SppdetException error() {
    return fault == null ? null : new SppdetException(fault, name, reason);
  }

  /** As a line of a file, without its end. */
  String line() {
    ObjectNode line = JSON.createObjectNode().put("name", name).put("path", path);
    if (fault != null) {
      line.put("fault", fault.name()).put("reason", reason);
    }
    return line.toString();
  }

  static Row of(String line) throws IOException {
    JsonNode node = JSON.readTree(line);
    return new Row(
        node.path("name").asText(),
        node.path("path").textValue(),
        node.has("fault") ? Kind.valueOf(node.path("fault").asText()) : null,
        node.path("reason").textValue());
  }
}
