package io.sppdet.input;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.image.EncodedImage;
import io.sppdet.image.ImageReader;
import io.sppdet.video.VideoFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Pictures of a video, each an image: {@code clip.mp4#0.000s}, {@code clip.mp4#1.000s} and so on.
 * The video is opened for the first that is asked for and closed behind the last, so that most of
 * it is decoded once.
 */
final class VideoFrames {
  /** A day and a half at a picture each 10 ms. */
  private static final long MOST = 10_000_000;

  private final Path file;
  private final ImageReader reader;
  private final long every;
  private VideoFile open;
  private long last;

  VideoFrames(Path file, ImageReader reader, Duration every) {
    this.file = file;
    this.reader = reader;
    this.every = every.toNanos() / 1000;
  }

  /** Of a file that can't be read one, whose reading fails. */
  List<ImageInput> images() {
    String name = FoundFile.name(file);
    List<ImageInput> images = new ArrayList<>();
    try (VideoFile video = VideoFile.open(file, reader.limits().pixels())) {
      long end = video.end();
      if (end / every > MOST) {
        throw new SppdetException(
            Kind.IMAGE_UNREADABLE, name, "of more than %,d pictures".formatted(MOST));
      }
      for (long time = 0; time == 0 || time < end; time += every) {
        images.add(image(name, time));
        last = time;
      }
      return images;
    } catch (SppdetException e) {
      if (e.kind() == Kind.ENGINE) {
        throw e;
      }
      return List.of(ImageInput.failed(name, file, e.kind(), e.reason(), e));
    }
  }

  private ImageInput image(String name, long time) {
    double seconds = time / 1e6;
    String frame = String.format(Locale.ROOT, "%s#%.3fs", name, seconds);
    return new ImageInput(
        frame, file, () -> new EncodedImage(frame, bmp(frame, time)), reader, seconds);
  }

  private synchronized byte[] bmp(String frame, long time) {
    boolean done = time == last;
    try {
      if (open == null) {
        open = VideoFile.open(file, reader.limits().pixels());
      }
      return open.bmp(time);
    } catch (SppdetException e) {
      throw new SppdetException(e.kind(), frame, e.reason(), e);
    } finally {
      if (done && open != null) {
        open.close();
        open = null;
      }
    }
  }
}
