package io.sppdet.video;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.image.EncodedImage;
import io.sppdet.image.Image;
import io.sppdet.image.ImageReader;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The clips are 3 s of 96×64 pixels at 10 pictures a second, made by ffmpeg 5.1. Picture n has the
 * luma 20 + 7 n, its right half 5 more; a picture that stands for itself comes every second.
 *
 * <pre>{@code
 * ffmpeg -f lavfi -i "color=c=black:s=96x64:r=10:d=3,format=yuv420p,
 *   geq=lum='20+7*N+if(lt(X\,48)\,0\,5)':cb=128:cr=128" -c:v libx264 -g 10 -qp 10 clip.mp4
 * }</pre>
 */
class VideoFileTest {
  private static final long SECOND = 1_000_000;

  @TempDir Path folder;

  private Path clip(String name) throws IOException {
    Path file = folder.resolve(name);
    try (InputStream in = getClass().getResourceAsStream(name)) {
      Files.copy(in, file);
    }
    return file;
  }

  private static Image image(VideoFile video, long time) {
    return new ImageReader().read(new EncodedImage("frame", video.bmp(time)));
  }

  private static int grey(Image image, int x, int y) {
    return image.rgb()[3 * (y * image.width() + x)] & 255;
  }

  /** Of limited range, as videos have it: 16 is black, 235 white. */
  private static double expected(int frame, boolean right) {
    return (20 + 7 * frame + (right ? 5 : 0) - 16) * 255.0 / 219;
  }

  private static void assertFrame(int frame, Image image) {
    assertEquals(96, image.width());
    assertEquals(64, image.height());
    assertEquals(expected(frame, false), grey(image, 10, 30), 3, "left of " + frame);
    assertEquals(expected(frame, true), grey(image, 90, 30), 3, "right of " + frame);
  }

  /** Forwards, backwards, and between two pictures. */
  @ParameterizedTest
  @ValueSource(strings = {"clip.mp4", "clip.mts", "clip.webm", "hevc.mov"})
  void thePictureThatIsSeenAtATime(String name) throws IOException {
    try (VideoFile video = VideoFile.open(clip(name), 1 << 20)) {
      assertEquals(3.0, video.end() / 1e6, 0.002);
      for (int frame : new int[] {0, 1, 9, 10, 11, 29, 28, 5, 15, 0, 20}) {
        assertFrame(frame, image(video, frame * SECOND / 10));
      }
      assertFrame(14, image(video, 1_499_000));
      assertFrame(15, image(video, 1_500_000));
      assertFrame(15, image(video, 1_599_000));
    }
  }

  /** Folders of photos are looked through without FFmpeg. */
  @Test
  void aNameIsAskedWithoutFfmpeg() throws Exception {
    URL[] classes = {VideoFile.class.getProtectionDomain().getCodeSource().getLocation()};
    try (URLClassLoader alone = new URLClassLoader(classes, ClassLoader.getPlatformClassLoader())) {
      Method asks =
          Class.forName(VideoFile.class.getName(), true, alone)
              .getMethod("isVideoName", String.class);
      assertEquals(true, asks.invoke(null, "a.MP4"));
      assertEquals(false, asks.invoke(null, "mp4"));
    }
    assertEquals(AV_NOPTS_VALUE, VideoFile.NONE);
  }

  /** The same bytes, whichever was asked for before. */
  @Test
  void thePictureDoesNotDependOnTheWayToIt() throws IOException {
    Path file = clip("clip.mp4");
    for (long time = 0; time < 3 * SECOND; time += 7 * SECOND / 10) {
      try (VideoFile fresh = VideoFile.open(file, 1 << 20);
          VideoFile used = VideoFile.open(file, 1 << 20)) {
        used.bmp(3 * SECOND - 1);
        assertTrue(Arrays.equals(fresh.bmp(time), used.bmp(time)), "at " + time);
      }
    }
  }

  /** A phone that was held upright: the file says by how much to turn. */
  @Test
  void picturesStandUpright() throws IOException {
    try (VideoFile video = VideoFile.open(clip("turned.mp4"), 1 << 20)) {
      Image image = image(video, SECOND);
      assertEquals(64, image.width());
      assertEquals(96, image.height());
      // the rotation of 90 is counterclockwise: what was right is above
      assertEquals(expected(10, true), grey(image, 30, 10), 3);
      assertEquals(expected(10, false), grey(image, 30, 90), 3);
    }
  }

  @Test
  void aFileThatIsCutOffTellsSoForWhatIsMissing() throws IOException {
    Path file = clip("clip.mp4");
    byte[] all = Files.readAllBytes(file);
    Path index = folder.resolve("index.mp4");
    Files.write(index, Arrays.copyOf(all, all.length - 300)); // the index comes last
    SppdetException e = assertThrows(SppdetException.class, () -> VideoFile.open(index, 1 << 20));
    assertEquals("not a video that can be read, or cut off before its index", e.reason());
    byte[] stream = Files.readAllBytes(clip("clip.mts"));
    Path cut = folder.resolve("cut.mts");
    Files.write(cut, Arrays.copyOf(stream, stream.length / 188 / 2 * 188));
    try (VideoFile video = VideoFile.open(cut, 1 << 20)) {
      assertTrue(video.end() > SECOND && video.end() < 2 * SECOND, "" + video.end());
      assertFrame(10, image(video, SECOND));
      SppdetException missing = assertThrows(SppdetException.class, () -> video.bmp(2 * SECOND));
      assertEquals(Kind.IMAGE_TRUNCATED, missing.kind());
    }
  }

  /**
   * As a disk leaves it of which a block is gone; the other pictures are right. To a decoder of VP9
   * it may still mean a picture.
   */
  @ParameterizedTest
  @ValueSource(strings = "hevc.mov")
  void whatIsDamagedIsRefused(String name) throws IOException {
    byte[] bytes = Files.readAllBytes(clip(name));
    Path file = folder.resolve("damaged-" + name);
    int refused = 0;
    int sound = 0;
    for (int at = bytes.length / 3; at < bytes.length / 2; at += 97) {
      byte[] damaged = bytes.clone();
      Arrays.fill(damaged, at, at + 100, (byte) 0);
      Files.write(file, damaged);
      try (VideoFile video = VideoFile.open(file, 1 << 20)) {
        for (int frame = 0; frame < 30; frame++) {
          try {
            assertFrame(frame, image(video, frame * SECOND / 10));
            sound++;
          } catch (SppdetException e) {
            refused++;
          }
        }
      } catch (SppdetException e) {
        assertEquals(Kind.IMAGE_UNREADABLE, e.kind());
      }
    }
    assertTrue(sound > 0, refused + " refused, " + sound + " sound");
  }

  /** What is made of it goes with it, up to the next that stands for itself. */
  @Test
  void aDamagedFirstPictureCostsItsSecond() throws IOException {
    byte[] bytes = Files.readAllBytes(clip("clip.mp4"));
    int data = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("mdat");
    Arrays.fill(bytes, data + 680, data + 720, (byte) 0); // behind x264's own words
    Path file = Files.write(folder.resolve("damaged.mp4"), bytes);
    try (VideoFile video = VideoFile.open(file, 1 << 20)) {
      for (int frame = 0; frame < 10; frame++) {
        long time = frame * SECOND / 10;
        SppdetException e = assertThrows(SppdetException.class, () -> video.bmp(time));
        assertEquals(Kind.IMAGE_UNREADABLE, e.kind());
      }
      assertFrame(10, image(video, SECOND));
      assertFrame(25, image(video, 5 * SECOND / 2));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a.mp4, '#EXTM3U\n#EXTINF:1,\n/etc/passwd\n', 'not a video that can be read'",
    "b.avi, 'ffconcat version 1.0\nfile clip.mp4\n', 'not a video that can be read'",
    "c.mkv, '', 'not a video that can be read'"
  })
  void listsOfFilesAndOtherTextsAreNoVideos(String name, String text, String reason)
      throws IOException {
    clip("clip.mp4");
    Path file = Files.writeString(folder.resolve(name), text);
    SppdetException e = assertThrows(SppdetException.class, () -> VideoFile.open(file, 1 << 20));
    assertEquals(Kind.IMAGE_UNREADABLE, e.kind());
    assertTrue(e.reason().startsWith(reason), e.reason());
  }

  @Test
  void tooLargePicturesAreRefused() throws IOException {
    Path file = clip("clip.mp4");
    SppdetException e =
        assertThrows(SppdetException.class, () -> VideoFile.open(file, 96 * 64 - 1));
    assertEquals("too large: 96 x 64 pixels", e.reason());
  }

  @Test
  void videosAreToldByTheirExtension() {
    assertTrue(VideoFile.isVideoName("MOVI0001.MP4"));
    assertTrue(VideoFile.isVideoName("a.b.webm"));
    assertFalse(VideoFile.isVideoName("program.ts"));
    assertFalse(VideoFile.isVideoName("mp4"));
    assertFalse(VideoFile.isVideoName(".mp4"));
  }
}
