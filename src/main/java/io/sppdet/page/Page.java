package io.sppdet.page;

import com.github.mustachejava.DefaultMustacheFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * An HTML page that needs nothing beside it.
 *
 * @param folder of its template, style and script, among the resources
 */
public record Page(String folder) {
  private static final String PALETTE = "io/sppdet/page/palette.css";

  /**
   * The page.
   *
   * @param template a file of the folder; may name others of it as parts
   * @param content what the template shows, a field a name
   */
  public String html(String template, Object content) {
    StringWriter html = new StringWriter();
    new DefaultMustacheFactory(folder).compile(template).execute(html, content);
    return html.toString();
  }

  /** What makes a page look and work. */
  public record Code(String style, String script) {}

  /** The style sheet of that name in the folder, after the colours of all pages, and the script. */
  public Code code(String name) {
    String style = resource(PALETTE) + resource(folder + "/" + name + ".css");
    return new Code(style, resource(folder + "/" + name + ".js"));
  }

  /** JSON in which nothing can end the script element it stands in. */
  public static String inert(Object json) {
    return json.toString().replace("<", "\\u003c");
  }

  /** A text among the resources of the program, or of a library. */
  public static String resource(String path) {
    try (InputStream in = Page.class.getClassLoader().getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException(path + " is missing in the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
