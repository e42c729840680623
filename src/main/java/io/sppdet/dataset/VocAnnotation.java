package io.sppdet.dataset;

import io.sppdet.dataset.DatasetWarning.Kind;
import java.io.BufferedInputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.XMLReader;
import org.xml.sax.ext.DefaultHandler2;

/**
 * Reads one VOC annotation. Only {@code annotation/object} and, directly in it, {@code name},
 * {@code difficult} and {@code bndbox} count: boxes of a person's {@code part}s are passed over.
 * The size of the image, which is often wrong, is only compared. A document type is refused, so
 * that no entity is ever expanded or fetched; so is an absurd size or depth.
 */
final class VocAnnotation extends DefaultHandler2 {
  private static final String OBJECT = "/annotation/object";
  private static final List<String> CORNERS = List.of("xmin", "ymin", "xmax", "ymax");

  /** What an object says once, or nobody knows what is meant. */
  private static final Set<String> ONCE = Set.of("name", "bndbox", "difficult");

  private static final String SIZE = "/annotation/size";

  /** VOC's own are 5 deep. */
  private static final int MAX_DEPTH = 100;

  /** VOC's own have some kilobytes. */
  private static final int MAX_BYTES = 10_000_000;

  private final ObjectCollector objects;

  /**
   * Names of the open elements, the text of the innermost, and what the open object or size has so
   * far.
   */
  private final StringBuilder path = new StringBuilder();

  private final StringBuilder text = new StringBuilder();
  private final Map<String, String> fields = new HashMap<>();

  /** What of these the open object has said twice; null for nothing. */
  private String twice;

  private int depth;
  private String refusal;

  private VocAnnotation(ObjectCollector objects) {
    this.objects = objects;
  }

  /** Why a whole annotation can't be used. */
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    Unusable(String cause) {
      super(cause);
    }
  }

  /** Hands the objects of the file to {@code objects}, and the size it says the image has. */
  static void read(Path file, ObjectCollector objects) throws Unusable {
    if (Files.exists(file) && !Files.isRegularFile(file)) { // a pipe might block for ever
      throw new Unusable("not a file");
    }
    VocAnnotation annotation = new VocAnnotation(objects);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      if (Files.size(file) > MAX_BYTES) {
        throw new Unusable("larger than any annotation");
      }
      XMLReader xml = secureReader();
      xml.setContentHandler(annotation);
      xml.setErrorHandler(annotation);
      xml.setEntityResolver(annotation);
      xml.setProperty("http://xml.org/sax/properties/lexical-handler", annotation);
      xml.parse(new InputSource(in));
    } catch (NoSuchFileException e) {
      throw new Unusable("annotation is missing");
    } catch (SAXException e) {
      throw new Unusable(annotation.refusal != null ? annotation.refusal : notWellFormed(e));
    } catch (CharConversionException e) {
      throw new Unusable("not well-formed XML: bytes that are no text");
    } catch (IOException e) {
      throw new Unusable("can't be read: " + e.getMessage());
    }
  }

  private static XMLReader secureReader() throws SAXException {
    try {
      SAXParserFactory factory = SAXParserFactory.newDefaultInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
      factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
      XMLReader reader = factory.newSAXParser().getXMLReader();
      reader.setProperty("jdk.xml.maxElementDepth", "0"); // our own limit says so in our words
      return reader;
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the JDK's XML parser lacks its security features", e);
    }
  }

  private static String notWellFormed(SAXException e) {
    return e instanceof SAXParseException parse && parse.getLineNumber() > 0
        ? "not well-formed XML at line " + parse.getLineNumber()
        : "not well-formed XML";
  }

  @Override
  public void startDTD(String name, String publicId, String systemId) throws SAXException {
    throw refuse("has a document type, which is refused");
  }

  @Override
  public void startElement(String uri, String localName, String name, Attributes attributes)
      throws SAXException {
    if (path.isEmpty() && !name.equals("annotation")) {
      throw refuse("not a VOC annotation: root is <" + name + ">");
    }
    if (++depth > MAX_DEPTH) {
      throw refuse("elements nested more than " + MAX_DEPTH + " deep");
    }
    path.append('/').append(name);
    text.setLength(0);
  }

  @Override
  public void characters(char[] chars, int start, int length) {
    text.append(chars, start, length);
  }

  @Override
  public void endElement(String uri, String localName, String name) {
    depth--;
    String element = path.toString();
    if (element.equals(OBJECT)) {
      endObject();
      fields.clear();
      twice = null;
    } else if (element.equals(SIZE)) {
      objects.compareSize(number("width"), number("height"));
      fields.clear();
    } else if (element.startsWith(SIZE + "/")) {
      fields.putIfAbsent(element.substring(SIZE.length() + 1), text.toString().strip());
    } else if (element.startsWith(OBJECT + "/")) {
      String field = element.substring(OBJECT.length() + 1);
      String first = field.replaceFirst("/.*", "");
      if (fields.putIfAbsent(field, text.toString().strip()) != null && ONCE.contains(first)) {
        twice = first;
      }
    }
    path.setLength(path.length() - name.length() - 1);
    text.setLength(0);
  }

  private SAXException refuse(String cause) {
    refusal = cause;
    return new SAXException(cause);
  }

  private void endObject() {
    String label = DatasetFiles.className(fields.getOrDefault("name", ""));
    if (label.isEmpty()) {
      objects.skip(Kind.OBJECT_UNUSABLE, label, "has no name");
      return;
    }
    if (twice != null) {
      objects.skip(Kind.OBJECT_UNUSABLE, label, "has " + twice + " twice");
      return;
    }
    if (!fields.containsKey("bndbox")) {
      objects.skip(Kind.OBJECT_UNUSABLE, label, "has no bndbox");
      return;
    }
    double[] corners = new double[4];
    for (int i = 0; i < 4; i++) {
      corners[i] = number("bndbox/" + CORNERS.get(i));
      if (!Double.isFinite(corners[i])) {
        objects.skip(Kind.OBJECT_UNUSABLE, label, "has no number as " + CORNERS.get(i));
        return;
      }
    }
    String difficult = fields.getOrDefault("difficult", "0");
    String quote = CORNERS.stream().map(c -> fields.get("bndbox/" + c)).toList().toString();
    objects.add(
        label,
        new ObjectCollector.Corners(corners[0], corners[1], corners[2], corners[3], quote),
        difficult.equals("1") || difficult.equalsIgnoreCase("true")); // Python writes True
  }

  /** NaN if there is none. */
  private double number(String field) {
    try {
      String text = fields.get(field);
      return text == null ? Double.NaN : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
