package io.sppdet.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.image.ImageReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VideoFramesTest {
  private static final InputStream NOTHING = InputStream.nullInputStream();

  @TempDir Path folder;

  private Path clip;

  @BeforeEach
  void copyClip() throws IOException {
    clip = folder.resolve("clip.mp4");
    try (InputStream in = getClass().getResourceAsStream("/io/sppdet/video/clip.mp4")) {
      Files.copy(in, clip);
    }
    Files.copy(Path.of("samples/dog.jpg"), folder.resolve("dog.jpg"));
  }

  private List<ImageInput> find(Path named, Duration every, boolean inFolders) {
    VideoRule rule = new VideoRule(every, inFolders);
    return new ImageSearch(new ImageReader(), false, new PassedOver(), rule)
        .find(List.of(named.toString()), NOTHING);
  }

  @Test
  void aVideoThatIsNamedGivesAPictureEachTime() {
    List<ImageInput> images = find(clip, Duration.ofMillis(1250), false);
    assertEquals(
        List.of(clip + "#0.000s", clip + "#1.250s", clip + "#2.500s"),
        images.stream().map(ImageInput::name).toList());
    assertEquals(List.of(0.0, 1.25, 2.5), images.stream().map(ImageInput::seconds).toList());
    assertEquals(96, images.get(2).image().width());
    assertEquals(images.get(0).image().rgb()[0], images.get(0).image().rgb()[0], "again");
  }

  @Test
  void foldersAreSearchedForVideosWhereThatIsWanted() {
    assertEquals(1, find(folder, Duration.ofSeconds(1), false).size());
    List<ImageInput> all = find(folder, Duration.ofSeconds(2), true);
    assertEquals(
        List.of(clip + "#0.000s", clip + "#2.000s", folder.resolve("dog.jpg").toString()),
        all.stream().map(ImageInput::name).toList());
    PassedOver passedOver = new PassedOver();
    new ImageSearch(new ImageReader(), false, passedOver).find(List.of(folder.toString()), NOTHING);
    assertEquals(
        List.of("1 video not looked into; --videos takes a picture a second of each"),
        passedOver.lines(PassedOverTest::words));
  }

  @Test
  void aFileThatIsNoVideoIsOneImageThatFails() throws IOException {
    Path text = Files.writeString(folder.resolve("text.mp4"), "no video");
    List<ImageInput> images = find(text, Duration.ofSeconds(1), false);
    assertEquals(1, images.size());
    SppdetException e = assertThrows(SppdetException.class, () -> images.get(0).image());
    assertEquals(Kind.IMAGE_UNREADABLE, e.kind());
    assertEquals(text.toString(), e.subject());
  }
}
