package io.sppdet.output;

import static io.sppdet.output.Results.detection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sppdet.detect.Detection;
import io.sppdet.detect.ImageResult;
import io.sppdet.geometry.Box;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.jsoup.select.Elements;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page holds; {@code scripts/check-gallery} is about what a browser makes of it. */
class GalleryPageTest {
  private static final String EVIL = "</script><b id=evil>&amp;<!--<script>";

  @TempDir Path folder;

  private Document page(OutputSettings settings, List<ImageResult> results) throws IOException {
    Path file = Files.createDirectories(folder.resolve("pages")).resolve("page.html");
    Files.deleteIfExists(file);
    try (GalleryPage page = new GalleryPage(file, settings)) {
      results.forEach(page::write);
      assertFalse(Files.exists(file));
      page.finish();
    }
    Parser parser = Parser.htmlParser().setTrackErrors(100);
    Document page = Jsoup.parse(Files.readString(file), "", parser);
    assertEquals(List.of(), parser.getErrors());
    return page;
  }

  private static JsonNode json(Element script) throws IOException {
    return new JsonMapper().readTree(script.data());
  }

  @Test
  void eachPhotoHasItsDataAndItsPreview() throws IOException {
    Detection dog = detection(1, 0.75, new Box(1, 2, 30.126, 40));
    Document page =
        page(
            Results.settings(folder),
            List.of(
                Results.ofFile(folder.resolve("a.png"), 300, 200, dog),
                Results.failed("b.png"),
                Results.of("c.zip/c.png", 20, 50)));
    Elements photos = page.select("script.photo");
    assertEquals(3, photos.size());
    assertEquals(
        "{\"name\":\"a.png\",\"link\":\"../a.png\",\"width\":300,\"height\":200,"
            + "\"detections\":[[1,0.75,1.0,2.0,30.13,40.0]]}",
        photos.get(0).data());
    assertEquals("{\"name\":\"b.png\",\"error\":\"ends \\\"too\\\" early\"}", photos.get(1).data());
    assertFalse(json(photos.get(2)).has("link"), "it is no file");
    int[] widths = {240, 20};
    for (int i = 0; i < 2; i++) {
      Element preview = photos.get(2 * i).nextElementSibling();
      byte[] jpeg = Base64.getDecoder().decode(preview.data());
      assertEquals(widths[i], ImageIO.read(new ByteArrayInputStream(jpeg)).getWidth());
    }
    JsonNode classes = json(page.getElementById("class-list"));
    assertEquals(Results.CLASSES.get(1), classes.get(1).get("label").textValue());
    assertTrue(classes.get(1).get("colour").textValue().matches("#[0-9a-f]{6}"));
    assertEquals("Detections of mine", page.title());
  }

  @Test
  void linksLeadToThePhotoWhateverItsName() throws IOException {
    for (String name : List.of("100% a+b #1?.png", "javascript:alert(1).png", "ü 猫 '\".png")) {
      Path photo = folder.resolve(name);
      Document page = page(Results.settings(folder), List.of(Results.ofFile(photo, 20, 20)));
      String link = json(page.selectFirst("script.photo")).get("link").textValue();
      URI address = folder.resolve("pages/page.html").toUri().resolve(link);
      assertEquals("file", address.getScheme());
      assertTrue(Files.isSameFile(photo, Path.of(address)), link);
    }
  }

  @Test
  void namesAndLabelsAreTextAndNothingElse() throws IOException {
    OutputSettings settings = Results.settings(EVIL, List.of(EVIL), folder);
    Detection evil = new Detection(EVIL, 0, 0.5, 0, new Box(0, 0, 5, 5));
    Document page =
        page(settings, List.of(Results.of(EVIL, 20, 20, evil), Results.failed(EVIL + ".jpg")));
    assertNull(page.getElementById("evil"));
    assertEquals("Detections of " + EVIL, page.title());
    assertEquals("Detections of " + EVIL, page.selectFirst("h1").text());
    assertEquals(EVIL, json(page.getElementById("class-list")).get(0).get("label").textValue());
    assertTrue(json(page.select("script.photo").get(0)).get("name").textValue().endsWith(EVIL));
    assertEquals(2, page.select("script.photo").size());
  }

  @Test
  void thePageNeedsNothingElse() throws IOException {
    Document page = page(Results.settings(folder), List.of());
    assertEquals(0, page.select("link, iframe, object, embed, base, img, [src], [style]").size());
    assertTrue(
        page.selectFirst("meta[http-equiv=Content-Security-Policy]")
            .attr("content")
            .startsWith("default-src 'none';"));
    String style = page.selectFirst("style").data();
    assertFalse(style.contains("url(") || style.contains("@import"));
  }
}
