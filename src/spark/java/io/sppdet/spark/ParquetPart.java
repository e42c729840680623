package io.sppdet.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.parquet.schema.Type;

/**
 * Documents as rows of a Parquet file, with the columns of the JSON nested as they are there; what
 * a document lacks is null. A list is written as Parquet's specification of logical types has it.
 */
final class ParquetPart implements SliceFiles.Part {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> STAGES =
      List.of("read", "proposals", "conv", "spp", "fc", "nms");

  private final ParquetWriter<JsonNode> writer;

  private ParquetPart(ParquetWriter<JsonNode> writer) {
    this.writer = writer;
  }

  static ParquetPart create(Path path, RunSettings.Document document, Configuration conf)
      throws IOException {
    return new ParquetPart(
        new Builder(HadoopOutputFile.fromPath(path, conf), schema(document))
            .withConf(conf)
            .withCompressionCodec(CompressionCodecName.SNAPPY)
            .build());
  }

  @Override
  public void write(String document) throws IOException {
    writer.write(JSON.readTree(document));
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }

  /** The columns; fields of EXIF are text, for a camera decides what they are. */
  static MessageType schema(RunSettings.Document document) {
    StringBuilder exif = new StringBuilder();
    document.exif().names().forEach(name -> exif.append(text(name)));
    StringBuilder stages = new StringBuilder();
    STAGES.forEach(stage -> stages.append("optional double ").append(stage).append(';'));
    return MessageTypeParser.parseMessageType(
        "message detections { required group image {"
            + "required binary file (UTF8);"
            + "optional int32 width; optional int32 height;"
            + (exif.isEmpty() ? "" : "optional group exif {" + exif + "}")
            + text("damage")
            + "}"
            + text("model")
            + "optional group detections (LIST) { repeated group list { required group element {"
            + "required binary label (UTF8); required int32 class_id; required double score;"
            + (document.rawScores() ? "required double margin;" : "")
            + "required group box {required double x1; required double y1;"
            + "required double x2; required double y2;}"
            + "} } }"
            + (document.timing() ? "optional group timing_ms {" + stages + "}" : "")
            + "optional group error {"
            + "required binary code (UTF8); required binary message (UTF8); } }");
  }

  private static String text(String name) {
    return "optional binary " + name + " (UTF8);";
  }

  private static final class Builder extends ParquetWriter.Builder<JsonNode, Builder> {
    private final MessageType schema;

    Builder(OutputFile file, MessageType schema) {
      super(file);
      this.schema = schema;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    @SuppressWarnings("deprecation") // Parquet of Spark 3.5 has no other
    protected WriteSupport<JsonNode> getWriteSupport(Configuration conf) {
      return new Documents(schema);
    }
  }

  private static final class Documents extends WriteSupport<JsonNode> {
    private final MessageType schema;
    private RecordConsumer out;

    Documents(MessageType schema) {
      this.schema = schema;
    }

    @Override
    @SuppressWarnings("deprecation") // Parquet of Spark 3.5 has no other
    public WriteContext init(Configuration conf) {
      return new WriteContext(schema, Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer consumer) {
      out = consumer;
    }

    @Override
    public void write(JsonNode document) {
      out.startMessage();
      fields(schema, document);
      out.endMessage();
    }

    private void fields(GroupType group, JsonNode node) {
      for (int i = 0; i < group.getFieldCount(); i++) {
        Type field = group.getType(i);
        JsonNode value = node.get(field.getName());
        if (value != null) {
          out.startField(field.getName(), i);
          value(field, value);
          out.endField(field.getName(), i);
        }
      }
    }

    private void value(Type type, JsonNode value) {
      if (type.isPrimitive()) {
        switch (type.asPrimitiveType().getPrimitiveTypeName()) {
          case INT32 -> out.addInteger(value.intValue());
          case DOUBLE -> out.addDouble(value.doubleValue());
          default -> out.addBinary(Binary.fromString(value.asText()));
        }
        return;
      }
      out.startGroup();
      if (type.getLogicalTypeAnnotation()
          instanceof LogicalTypeAnnotation.ListLogicalTypeAnnotation) {
        elements(type.asGroupType().getType(0).asGroupType(), value);
      } else {
        fields(type.asGroupType(), value);
      }
      out.endGroup();
    }

    /** An empty list has no field: Parquet knows no empty ones. */
    private void elements(GroupType repeated, JsonNode array) {
      if (array.isEmpty()) {
        return;
      }
      out.startField(repeated.getName(), 0);
      for (JsonNode element : array) {
        out.startGroup();
        out.startField(repeated.getType(0).getName(), 0);
        value(repeated.getType(0), element);
        out.endField(repeated.getType(0).getName(), 0);
        out.endGroup();
      }
      out.endField(repeated.getName(), 0);
    }
  }
}
