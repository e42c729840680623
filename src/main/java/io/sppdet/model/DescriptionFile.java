package io.sppdet.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sppdet.backbone.BackboneDescriptor;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** {@code model.json} of a model directory, and what is wrong with one in a user's words. */
final class DescriptionFile {
  static final String NAME = "model.json";

  /** The shipped ones have a few kilobytes. */
  private static final int MAX_BYTES = 10_000_000;

  private DescriptionFile() {}

  /**
   * Reads it.
   *
   * @throws SppdetException MODEL when it is missing or malformed
   */
  static ModelDescription read(ModelFiles files) {
    Path json = files.folder().resolve(NAME);
    if (!files.has(NAME)) {
      throw fault(json, "the file is missing: not a model directory", null);
    }
    try {
      JsonNode tree = mapper().readTree(files.read(NAME, MAX_BYTES));
      JsonNode version = tree.path("formatVersion");
      if (version.isMissingNode()) {
        throw fault(json, "formatVersion is missing", null);
      }
      if (!version.isInt() || version.intValue() != ModelDirectory.FORMAT_VERSION) {
        throw fault(
            json,
            "has format version "
                + version
                + ", this program reads version "
                + ModelDirectory.FORMAT_VERSION,
            null);
      }
      ModelDescription description = mapper().treeToValue(tree, ModelDescription.class);
      if (description.name() == null || description.backbone() == null) {
        throw fault(json, "name or backbone is missing", null);
      }
      return description;
    } catch (JsonMappingException e) {
      throw fault(json, reason(e), e);
    } catch (JsonProcessingException e) {
      throw fault(json, "is not valid JSON: " + firstLine(e), e);
    } catch (IOException e) {
      throw fault(json, "can't be read (" + e.getMessage() + ")", e);
    }
  }

  static void write(Path folder, ModelDescription description) throws IOException {
    Files.write(folder.resolve(NAME), mapper().writeValueAsBytes(description));
  }

  static JsonMapper mapper() {
    return JsonMapper.builder()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .defaultPropertyInclusion(
            JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
        .build();
  }

  /** What does not fit, by the field's place in the file: Jackson's own words name Java types. */
  private static String reason(JsonMappingException e) {
    if (e.getCause() instanceof SppdetException cause) {
      return cause.getMessage();
    }
    String field =
        e.getPath().stream()
            .map(step -> step.getFieldName() == null ? "[]" : step.getFieldName())
            .collect(Collectors.joining("."));
    if (e instanceof InvalidTypeIdException unknown && unknown.getTypeId() != null) {
      return "field %s has the unknown type '%s' (known: %s)"
          .formatted(field, unknown.getTypeId(), String.join(", ", BackboneDescriptor.TYPES));
    }
    return e instanceof UnrecognizedPropertyException
        ? "unknown field " + field
        : "field " + field + " is missing or of a wrong type";
  }

  private static String firstLine(JsonProcessingException e) {
    return e.getOriginalMessage().lines().findFirst().orElse("unknown cause");
  }

  private static SppdetException fault(Path file, String reason, Throwable cause) {
    return new SppdetException(Kind.MODEL, file, reason, cause);
  }
}
