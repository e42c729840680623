package io.sppdet.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import io.sppdet.error.PlainText;
import io.sppdet.eval.NumberOrNull;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Records as JSON or CSV. */
final class Serializer {
  private final JsonMapper json =
      JsonMapper.builder()
          .addModule(NumberOrNull.module())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .build();
  private final CsvMapper csv;

  /**
   * @param csvSafe whether no text in CSV may begin as a formula does
   */
  Serializer(boolean csvSafe) {
    SimpleModule texts = new SimpleModule();
    if (csvSafe) {
      texts.addSerializer(String.class, new NoFormula());
    }
    csv =
        CsvMapper.builder()
            .addModules(NumberOrNull.module(), texts)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .build();
  }

  private static final class NoFormula extends StdSerializer<String> {
    private static final long serialVersionUID = 1L;

    private NoFormula() {
      super(String.class);
    }

    @Override
    public void serialize(String text, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(PlainText.noFormula(text));
    }
  }

  /** A JSON object with more members. */
  String json(String object, Map<String, Object> additions) {
    try {
      ObjectNode root = (ObjectNode) json.readTree(object);
      root.setAll((ObjectNode) json.valueToTree(additions));
      return json.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not an object: " + object, e);
    }
  }

  String json(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records can always be written", e);
    }
  }

  /** A header line with the names of the record's components, then a line a row. */
  <T extends Record> String csv(Class<T> type, List<T> rows) {
    try {
      return csv.writer(csv.schemaFor(type).withHeader()).writeValueAsString(rows);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records can always be written", e);
    }
  }
}
