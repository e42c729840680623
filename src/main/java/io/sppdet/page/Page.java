package io.sppdet.page;

import com.github.mustachejava.DefaultMustacheFactory;
import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;

/**
 * An HTML page that needs nothing beside it.
 *
 * @param folder of its template, style and script, among the resources
 */
public record Page(String folder) {
  /** What a page is called that has files beside it. */
  public static final String INDEX = "index.html";

  private static final String PALETTE = "io/sppdet/page/palette.css";

  /** Within which a page says who wrote it. */
  private static final int START = 1 << 10;

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

  /**
   * Refuses to write a page, and files beside it, over what is somebody else's: over any file of
   * their names, unless the page there is one of these.
   *
   * @param names of the files in the folder that would be written
   * @throws SppdetException OUTPUT, about the first of them that is there
   */
  public void refuseOthers(Path at, Collection<String> names) {
    if (isIn(at.resolve(INDEX))) {
      return;
    }
    for (String name : names) {
      Path file = at.resolve(name);
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new SppdetException(
            Kind.OUTPUT,
            file.toString(),
            "is not of an earlier run, and would be replaced; name another folder");
      }
    }
  }

  /** Whether a file is one of these pages: their templates say so in their first lines. */
  private boolean isIn(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    String kind = folder.substring(folder.lastIndexOf('/') + 1);
    String mark = "<meta name=\"generator\" content=\"sppdet %s\">".formatted(kind);
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(START), StandardCharsets.UTF_8).contains(mark);
    } catch (IOException e) {
      return false; // nobody knows whose it is
    }
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
