package io.sppdet.output;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sppdet.detect.Detection;
import io.sppdet.detect.ImageResult;
import io.sppdet.detect.ImageResult.Failed;
import io.sppdet.detect.ImageResult.Found;
import io.sppdet.geometry.Box;
import io.sppdet.page.Page;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * One page to look through all photos in a browser; it needs nothing beside it. A photo is two
 * script elements that do nothing, its data and its preview, so that the page is written as the
 * photos come, and the browser decodes a preview only when it is seen.
 */
public final class GalleryPage implements ResultWriter {
  private static final Page PAGE = new Page("io/sppdet/output");
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Where the photos go in the template. */
  private static final String PHOTOS = "<!-- photos -->\n";

  private final Path folder;
  private final OutputFile file;
  private final FileNames names;
  private final String end;

  /** What the template shows; the text is escaped, the rest is HTML. */
  private record Content(String title, String settings, Page.Code code) {}

  /**
   * @throws io.sppdet.error.SppdetException OUTPUT when the file can't be opened
   */
  public GalleryPage(Path path, OutputSettings settings) {
    folder = path.toAbsolutePath().normalize().getParent();
    names = settings.namesOr(FileNames.Style.RELATIVE);
    file = OutputFile.create(path);
    Content content =
        new Content(
            "Detections of " + settings.model().name(),
            Page.inert(classes(settings)),
            PAGE.code("gallery"));
    String html = PAGE.html("gallery.mustache", content);
    int photos = html.indexOf(PHOTOS);
    file.write(html.substring(0, photos));
    end = html.substring(photos + PHOTOS.length());
  }

  private static ArrayNode classes(OutputSettings settings) {
    ArrayNode classes = NODES.arrayNode();
    for (String label : settings.model().classes()) {
      Colour colour = Colour.ofClass(classes.size());
      classes
          .addObject()
          .put("label", label)
          .put("colour", colour.css())
          .put("ink", colour.contrasting().css());
    }
    return classes;
  }

  @Override
  public void failed(Failed result) {
    ObjectNode photo = photo(result).put("error", result.error().reason());
    file.write("<script type=\"application/json\" class=\"photo\">" + Page.inert(photo));
    file.write("</script>\n");
  }

  private ObjectNode photo(ImageResult result) {
    ObjectNode photo = NODES.objectNode().put("name", names.of(result.file()));
    FileNames.file(result.file()).ifPresent(original -> photo.put("link", link(original)));
    return photo;
  }

  @Override
  public void found(Found result) {
    ObjectNode photo = photo(result);
    photo.put("width", result.size().width()).put("height", result.size().height());
    ArrayNode detections = photo.putArray("detections");
    result.detections().forEach(detection -> put(detections.addArray(), detection));
    file.write("<script type=\"application/json\" class=\"photo\">" + Page.inert(photo));
    file.write("</script><script type=\"text/plain\">");
    file.write(Base64.getEncoder().encodeToString(Preview.jpeg(result.image().get())));
    file.write("</script>\n");
  }

  /** Class, score and corners. */
  private static void put(ArrayNode node, Detection detection) {
    Box box = detection.box();
    node.add(detection.classId()).add(Rounding.share(detection.score()));
    node.add(Rounding.pixels(box.x1())).add(Rounding.pixels(box.y1()));
    node.add(Rounding.pixels(box.x2())).add(Rounding.pixels(box.y2()));
  }

  /** The way from the page to a file, as a relative address. */
  private String link(Path original) {
    Path absolute = original.toAbsolutePath().normalize();
    if (!absolute.getRoot().equals(folder.getRoot())) {
      return absolute.toUri().toString();
    }
    List<String> parts = new ArrayList<>();
    for (Path part : folder.relativize(absolute)) {
      parts.add(URLEncoder.encode(part.toString(), StandardCharsets.UTF_8).replace("+", "%20"));
    }
    return String.join("/", parts);
  }

  @Override
  public void finish() {
    file.write(end);
    file.finish();
  }

  @Override
  public void close() {
    file.close();
  }
}
