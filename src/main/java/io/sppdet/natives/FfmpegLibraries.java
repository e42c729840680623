package io.sppdet.natives;

import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.javacpp.Loader;

/** The libraries of FFmpeg that read files, decode and convert colours. */
final class FfmpegLibraries {
  private static boolean loaded;

  private FfmpegLibraries() {}

  static synchronized void load() {
    if (loaded) {
      return;
    }
    Loader.load(avutil.class);
    Loader.load(avcodec.class);
    Loader.load(avformat.class);
    Loader.load(swscale.class);
    avutil.av_log_set_level(avutil.AV_LOG_QUIET); // what it finds wrong comes as an error
    ProcessSettings.leaveLibrariesAtExit();
    loaded = true;
  }
}
