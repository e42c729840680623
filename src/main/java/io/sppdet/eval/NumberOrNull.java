package io.sppdet.eval;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;

/** A figure that is not a number as null in JSON, or as nothing in CSV: neither has a NaN. */
public final class NumberOrNull extends StdSerializer<Double> {
  private static final long serialVersionUID = 1L;

  private NumberOrNull() {
    super(Double.class);
  }

  /** For a mapper, whose figures are written so. */
  public static SimpleModule module() {
    return new SimpleModule()
        .addSerializer(double.class, new NumberOrNull())
        .addSerializer(Double.class, new NumberOrNull());
  }

  /** The figure; null where it is none. */
  static Double of(double figure) {
    return Double.isFinite(figure) ? figure : null;
  }

  @Override
  public void serialize(Double figure, JsonGenerator out, SerializerProvider provider)
      throws IOException {
    if (of(figure) == null) {
      out.writeNull();
    } else {
      out.writeNumber(figure);
    }
  }
}
