package io.sppdet.cli.option;

import io.sppdet.geometry.Box;
import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A box such as {@code 60,90,400,500}: x1,y1,x2,y2 in pixels. */
public final class Corners implements ITypeConverter<Box> {
  @Override
  public Box convert(String text) {
    try {
      double[] v = Arrays.stream(text.split(",", -1)).mapToDouble(Double::parseDouble).toArray();
      if (v.length == 4 && v[0] < v[2] && v[1] < v[3]) {
        return new Box(v[0], v[1], v[2], v[3]);
      }
    } catch (NumberFormatException e) {
      // reported below
    }
    throw new TypeConversionException("'" + text + "' is not a box x1,y1,x2,y2");
  }
}
