package io.sppdet.dataset;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sppdet.geometry.Box;
import io.sppdet.image.ImageSize;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** Writes the same labelled pictures in each of the formats, by the formats' own descriptions. */
final class Labelled {
  private Labelled() {}

  /** A picture that a format's writer is given. */
  interface Source {
    void writeTo(Path file) throws IOException;
  }

  /**
   * A labelled picture.
   *
   * @param name of its file
   */
  record Picture(String name, ImageSize size, List<LabelledObject> objects, Source source) {

    /** A blank one. */
    static Picture blank(String stem, ImageSize size, List<LabelledObject> objects) {
      Source source =
          file ->
              ImageIO.write(
                  new BufferedImage(size.width(), size.height(), BufferedImage.TYPE_BYTE_GRAY),
                  "png",
                  file.toFile());
      return new Picture(stem + ".png", size, objects, source);
    }

    String stem() {
      return name.substring(0, name.lastIndexOf('.'));
    }
  }

  /** Writes a data set of boxes. */
  static void write(
      DatasetFormat format, Path folder, List<String> classes, Map<String, List<Picture>> splits)
      throws IOException {
    switch (format) {
      case VOC -> writeVoc(folder, splits);
      case COCO -> writeCoco(folder, classes, splits);
      case YOLO -> writeYolo(folder, classes, splits);
      case AUTO, FOLDERS -> throw new IllegalArgumentException(format + " has no boxes");
    }
  }

  /** Corners are 1-based and inclusive. */
  static void writeVoc(Path folder, Map<String, List<Picture>> splits) throws IOException {
    Path annotations = Files.createDirectories(folder.resolve("Annotations"));
    Path images = Files.createDirectories(folder.resolve("JPEGImages"));
    Path lists = Files.createDirectories(folder.resolve("ImageSets/Main"));
    for (var split : splits.entrySet()) {
      for (Picture picture : split.getValue()) {
        StringBuilder xml = new StringBuilder("<annotation><size>");
        xml.append(
            "<width>%d</width><height>%d</height></size>"
                .formatted(picture.size().width(), picture.size().height()));
        for (LabelledObject o : picture.objects()) {
          xml.append("<object><name>").append(o.label()).append("</name><difficult>");
          xml.append(o.difficult() ? 1 : 0).append("</difficult><bndbox>");
          xml.append("<xmin>").append(o.box().x1() + 1).append("</xmin>");
          xml.append("<ymin>").append(o.box().y1() + 1).append("</ymin>");
          xml.append("<xmax>").append(o.box().x2()).append("</xmax>");
          xml.append("<ymax>").append(o.box().y2()).append("</ymax></bndbox></object>");
        }
        Files.writeString(annotations.resolve(picture.stem() + ".xml"), xml + "</annotation>");
        picture.source().writeTo(images.resolve(picture.name()));
      }
      List<String> ids = split.getValue().stream().map(Picture::stem).toList();
      Files.write(lists.resolve(split.getKey() + ".txt"), ids);
    }
  }

  /** Ids that begin anywhere; bbox is x, y, width and height from 0; crowds stand for difficult. */
  static void writeCoco(Path folder, List<String> classes, Map<String, List<Picture>> splits)
      throws IOException {
    Path annotations = Files.createDirectories(folder.resolve("annotations"));
    for (var split : splits.entrySet()) {
      Path images = Files.createDirectories(folder.resolve("images").resolve(split.getKey()));
      ObjectNode root = JsonMapper.builder().build().createObjectNode();
      root.putObject("info").put("description", "test");
      ArrayNode objects = root.putArray("annotations"); // before what it refers to
      ArrayNode pictures = root.putArray("images");
      ArrayNode categories = root.putArray("categories");
      for (int i = 0; i < classes.size(); i++) {
        categories.addObject().put("id", 10 * i + 3).put("name", classes.get(i));
      }
      int imageId = 100;
      for (Picture picture : split.getValue()) {
        imageId += 7;
        pictures
            .addObject()
            .put("id", imageId)
            .put("file_name", picture.name())
            .put("width", picture.size().width())
            .put("height", picture.size().height());
        for (LabelledObject o : picture.objects()) {
          ObjectNode object = objects.addObject();
          object.put("id", objects.size()).put("image_id", imageId);
          object.put("category_id", 10 * classes.indexOf(o.label()) + 3);
          object.put("iscrowd", o.difficult() ? 1 : 0).put("area", o.box().area());
          object.putArray("segmentation").addArray().add(1).add(2);
          ArrayNode box = object.putArray("bbox").add(o.box().x1()).add(o.box().y1());
          box.add(o.box().width()).add(o.box().height());
        }
        picture.source().writeTo(images.resolve(picture.name()));
      }
      Files.writeString(
          annotations.resolve("instances_" + split.getKey() + ".json"), root.toString());
    }
  }

  /** Class number, centre and size as shares of the image's; nothing says difficult. */
  static void writeYolo(Path folder, List<String> classes, Map<String, List<Picture>> splits)
      throws IOException {
    List<String> yaml = new ArrayList<>(List.of("path: .", "names:"));
    for (int i = 0; i < classes.size(); i++) {
      yaml.add("  " + i + ": " + classes.get(i));
    }
    for (var split : splits.entrySet()) {
      yaml.add(split.getKey() + ": images/" + split.getKey());
      Path images = Files.createDirectories(folder.resolve("images").resolve(split.getKey()));
      Path labels = Files.createDirectories(folder.resolve("labels").resolve(split.getKey()));
      for (Picture picture : split.getValue()) {
        double width = picture.size().width();
        double height = picture.size().height();
        List<String> lines = new ArrayList<>();
        for (LabelledObject o : picture.objects()) {
          Box box = o.box();
          lines.add(
              classes.indexOf(o.label())
                  + " "
                  + (box.x1() + box.x2()) / 2 / width
                  + " "
                  + (box.y1() + box.y2()) / 2 / height
                  + " "
                  + box.width() / width
                  + " "
                  + box.height() / height);
        }
        if (!lines.isEmpty()) { // an image of background has no file
          Files.write(labels.resolve(picture.stem() + ".txt"), lines);
        }
        picture.source().writeTo(images.resolve(picture.name()));
      }
    }
    Files.write(folder.resolve("data.yaml"), yaml);
  }

  /** For properties, which have no folder of JUnit's. */
  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
