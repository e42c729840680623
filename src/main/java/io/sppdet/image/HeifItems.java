package io.sppdet.image;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a HEIF file holds, by ISO 23008-12: items, each with a type, properties, bytes, and
 * references to others. Read from its boxes without decoding any.
 */
final class HeifItems {
  /**
   * One of the properties that items share.
   *
   * @param start of what it says
   * @param end behind it
   */
  record Property(String type, int start, int end) {}

  private record Extent(boolean inMeta, long offset, long length) {}

  private record Reference(String type, int from) {}

  /** What a box of a type holds, from the cursor on. */
  private interface BoxReader {
    void read(String type, int end) throws Flaw;
  }

  private static final long TO_THE_END = 0;

  private final ByteCursor in;
  private final Map<Integer, String> types = new HashMap<>();
  private final Map<Integer, List<Extent>> extents = new HashMap<>();
  private final List<Property> properties = new ArrayList<>();
  private final Map<Integer, List<Integer>> propertiesOf = new HashMap<>();
  private final Map<Reference, List<Integer>> references = new HashMap<>();
  private int primary;
  private int metaData;

  /**
   * Walks the boxes.
   *
   * @throws java.nio.BufferUnderflowException where the file ends too early
   * @throws Flaw if they can't be right
   */
  HeifItems(ByteCursor in) throws Flaw {
    this.in = in;
    boxes(in.position() + in.remaining(), this::meta);
  }

  /** The item that is the photo. */
  int primary() {
    return primary;
  }

  /** The type of an item; empty where there is no such item. */
  String type(int item) {
    return types.getOrDefault(item, "");
  }

  /** Those of an item, in the order in which they change its picture. */
  List<Property> properties(int item) throws Flaw {
    List<Property> found = new ArrayList<>();
    for (int index : propertiesOf.getOrDefault(item, List.of())) {
      if (index > properties.size()) {
        throw Flaw.damage("item " + item + " has a property that is not there");
      }
      if (index > 0) {
        found.add(properties.get(index - 1));
      }
    }
    return found;
  }

  /** The items an item refers to. */
  List<Integer> references(String type, int item) {
    return references.getOrDefault(new Reference(type, item), List.of());
  }

  /** The items of a type that describe an item. */
  List<Integer> describing(int item, String type) {
    return types.entrySet().stream()
        .filter(entry -> entry.getValue().equals(type))
        .map(Map.Entry::getKey)
        .filter(other -> references("cdsc", other).contains(item))
        .sorted()
        .toList();
  }

  /**
   * The bytes of an item.
   *
   * @throws Flaw if the file ends before them, or they are more than the file
   */
  byte[] bytes(int item) throws Flaw {
    byte[] file = in.bytes();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Extent extent : extents.getOrDefault(item, List.of())) {
      long start = extent.offset() + (extent.inMeta() ? metaData : 0);
      long length = extent.length() == TO_THE_END ? file.length - start : extent.length();
      if (start < 0 || length < 0 || start > file.length || length > file.length - start) {
        throw Flaw.truncated();
      }
      if (bytes.size() + length > file.length) {
        throw Flaw.damage("item " + item + " is larger than the file");
      }
      bytes.write(file, (int) start, (int) length);
    }
    return bytes.toByteArray();
  }

  private void boxes(long end, BoxReader reader) throws Flaw {
    while (in.position() + 8L <= end) {
      int start = in.position();
      long length = in.u32();
      String type = in.text(4);
      if (length == 1) {
        length = in.number(8);
      } else if (length == TO_THE_END) {
        length = end - start;
      }
      if (length < in.position() - start || length > Integer.MAX_VALUE) {
        throw Flaw.damage("a box of " + length + " bytes");
      }
      long boxEnd = start + length;
      reader.read(type, (int) Math.min(boxEnd, end));
      in.seek(boxEnd);
    }
  }

  private void meta(String type, int end) throws Flaw {
    if (type.equals("meta")) {
      in.skip(4);
      boxes(end, this::part);
    }
  }

  private void part(String type, int end) throws Flaw {
    switch (type) {
      case "pitm" -> primary = item(in.versioned());
      case "iinf" -> {
        in.skip(in.versioned() == 0 ? 2 : 4); // their count
        boxes(end, this::itemInfo);
      }
      case "iloc" -> locations();
      case "iref" -> {
        int version = in.versioned();
        boxes(end, (kind, last) -> reference(kind, version));
      }
      case "iprp" -> boxes(end, this::propertyBox);
      case "idat" -> metaData = in.position();
      default -> {} // handlers, groups
    }
  }

  private int item(int version) {
    return (int) in.number(version == 0 ? 2 : 4);
  }

  private void itemInfo(String type, int end) {
    int version = in.versioned();
    if (type.equals("infe") && version >= 2) {
      int item = item(version - 2);
      in.skip(2);
      types.put(item, in.text(4));
    }
  }

  private void locations() throws Flaw {
    int version = in.versioned();
    int sizes = in.u16();
    int offset = sizes >> 12;
    int length = sizes >> 8 & 15;
    int base = sizes >> 4 & 15;
    int index = version == 0 ? 0 : sizes & 15;
    long count = in.number(version < 2 ? 2 : 4);
    for (long i = 0; i < count; i++) {
      int item = item(version < 2 ? 0 : 2);
      int method = version == 0 ? 0 : in.u16() & 15;
      in.skip(2);
      long from = in.number(base);
      int parts = in.u16();
      if (method > 1 || (parts > 1 && length == 0)) {
        throw Flaw.unknown("item " + item + " is in pieces elsewhere");
      }
      List<Extent> places = new ArrayList<>();
      for (int part = 0; part < parts; part++) {
        in.skip(index);
        places.add(new Extent(method == 1, from + in.number(offset), in.number(length)));
      }
      extents.put(item, places);
    }
  }

  private void reference(String type, int version) {
    int from = item(version);
    int count = in.u16();
    List<Integer> to = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      to.add(item(version));
    }
    references.put(new Reference(type, from), to);
  }

  private void propertyBox(String type, int end) throws Flaw {
    if (type.equals("ipco")) {
      boxes(end, (kind, last) -> properties.add(new Property(kind, in.position(), last)));
    } else if (type.equals("ipma")) {
      associations();
    }
  }

  private void associations() {
    int versionAndFlags = in.i32();
    boolean wide = (versionAndFlags & 1) != 0;
    long count = in.u32();
    for (long i = 0; i < count; i++) {
      int item = item(versionAndFlags >>> 24);
      int parts = in.u8();
      List<Integer> indices = propertiesOf.computeIfAbsent(item, key -> new ArrayList<>());
      for (int part = 0; part < parts; part++) {
        indices.add(wide ? in.u16() & 0x7FFF : in.u8() & 0x7F);
      }
    }
  }
}
