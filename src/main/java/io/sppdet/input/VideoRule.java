package io.sppdet.input;

import io.sppdet.video.VideoFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Which pictures of which videos are images.
 *
 * @param every time between two pictures, the first of which is at the beginning
 * @param inFolders whether folders are searched for videos too; those that are named always are
 */
public record VideoRule(Duration every, boolean inFolders) {
  /** A picture a second of videos that are named. */
  public static final VideoRule DEFAULT = new VideoRule(Duration.ofSeconds(1), false);

  public VideoRule {
    if (every.toMillis() < 1) {
      throw new IllegalArgumentException("must be a millisecond at least: " + every);
    }
  }

  static boolean isVideo(Path file) {
    return VideoFile.isVideoName(file.getFileName().toString()) && Files.isRegularFile(file);
  }
}
