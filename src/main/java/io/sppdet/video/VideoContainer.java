package io.sppdet.video;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_get;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_FLAG_BACKWARD;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_seek_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_display_rotation_get;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** An open file with the packets of one video in it. Times are microseconds from its beginning. */
final class VideoContainer implements AutoCloseable {
  /** Files that hold all of a video, no lists that would name other files or addresses. */
  private static final String CONTAINERS = "mov,matroska,avi,mpegts,mpeg,asf,flv,ogg";

  private final Path file;
  private final AVRational micros = new AVRational().num(1).den(1_000_000);
  private final AVFormatContext container = new AVFormatContext(null);
  private AVStream stream;
  private boolean atStart;

  /**
   * Opens a file.
   *
   * @throws SppdetException IMAGE_UNREADABLE when it holds no video
   */
  VideoContainer(Path file) {
    this.file = file;
    try {
      open();
    } catch (SppdetException e) {
      close();
      throw e;
    }
  }

  private void open() {
    AVDictionary options = new AVDictionary(null);
    av_dict_set(options, "protocol_whitelist", "file", 0);
    av_dict_set(options, "format_whitelist", CONTAINERS, 0);
    int opened = avformat_open_input(container, "file:" + file.toAbsolutePath(), null, options);
    av_dict_free(options);
    if (opened < 0 || avformat_find_stream_info(container, (PointerPointer<?>) null) < 0) {
      throw unreadable("not a video that can be read, or cut off before its index");
    }
    int index =
        av_find_best_stream(container, AVMEDIA_TYPE_VIDEO, -1, -1, (PointerPointer<?>) null, 0);
    stream = index < 0 ? null : container.streams(index);
    if (stream == null || (stream.disposition() & AV_DISPOSITION_ATTACHED_PIC) != 0) {
      throw unreadable("the file holds no video");
    }
    atStart = true;
  }

  AVStream stream() {
    return stream;
  }

  /** Whether nothing was left out since the beginning. */
  boolean isFromStart() {
    return atStart;
  }

  /** Opens it anew: not every kind can go back to its first picture. */
  void rewind() {
    avformat_close_input(container);
    open();
  }

  /** Goes to the last packet before a time that stands for itself, as far as can be told. */
  void seek(long time) {
    long target = start() + av_rescale_q(time, micros, stream.time_base());
    atStart = false;
    if (av_seek_frame(container, stream.index(), target, AVSEEK_FLAG_BACKWARD) < 0) {
      rewind();
    }
  }

  /** The next packet of the video; false at the end, or where no more can be read. */
  boolean read(AVPacket packet) {
    while (av_read_frame(container, packet) >= 0) {
      if (packet.stream_index() == stream.index()) {
        return true;
      }
      av_packet_unref(packet);
    }
    return false;
  }

  /** A time of a packet or a picture. */
  long micros(long time) {
    return av_rescale_q(time - start(), stream.time_base(), micros);
  }

  private long start() {
    return stream.start_time() == AV_NOPTS_VALUE ? 0 : stream.start_time();
  }

  /** When the last picture ends: of the packets at the end, or of all where these are not had. */
  long findEnd(AVPacket packet) {
    long last = 0;
    if (av_seek_frame(container, stream.index(), Long.MAX_VALUE / 2, AVSEEK_FLAG_BACKWARD) >= 0) {
      last = lastOf(packet);
    }
    if (last == 0) {
      rewind();
      last = lastOf(packet);
    }
    rewind();
    return last;
  }

  private long lastOf(AVPacket packet) {
    long last = 0;
    while (read(packet)) {
      long time = packet.pts() == AV_NOPTS_VALUE ? packet.dts() : packet.pts();
      if (time != AV_NOPTS_VALUE) {
        last = Math.max(last, micros(time + Math.max(1, packet.duration())));
      }
      av_packet_unref(packet);
    }
    return last;
  }

  /** How long the video is by what the file says; 0 where it says nothing. */
  long duration() {
    return stream.duration() == AV_NOPTS_VALUE
        ? 0
        : av_rescale_q(stream.duration(), stream.time_base(), micros);
  }

  /** By which the pictures are to be turned clockwise. */
  int quarterTurns() {
    AVPacketSideData matrix =
        av_packet_side_data_get(
            stream.codecpar().coded_side_data(),
            stream.codecpar().nb_coded_side_data(),
            AV_PKT_DATA_DISPLAYMATRIX);
    if (matrix == null || matrix.isNull()) {
      return 0;
    }
    double angle = av_display_rotation_get(new IntPointer(matrix.data()));
    return Double.isNaN(angle) ? 0 : Math.floorMod(Math.round(-angle / 90), 4);
  }

  SppdetException unreadable(String reason) {
    return new SppdetException(Kind.IMAGE_UNREADABLE, file, reason, null);
  }

  @Override
  public void close() {
    if (!Pointer.isNull(container)) {
      avformat_close_input(container);
    }
  }
}
