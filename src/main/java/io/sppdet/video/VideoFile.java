package io.sppdet.video;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_VP8;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_VP9;
import static org.bytedeco.ffmpeg.global.avcodec.AV_EF_CRCCHECK;
import static org.bytedeco.ffmpeg.global.avcodec.AV_EF_EXPLODE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_FIELD_PROGRESSIVE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_CORRUPT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_DISCARD;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_flush_buffers;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import io.sppdet.error.SppdetException;
import io.sppdet.error.SppdetException.Kind;
import io.sppdet.natives.NativeLibraries;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * An open video: the picture that is seen at a time, upright. Times are in microseconds from its
 * beginning. What can't be decoded in full is refused, and so is what follows it up to the next
 * picture that stands for itself: the others would be made of pixels that were never there. Not for
 * several threads.
 */
public final class VideoFile implements AutoCloseable {
  private static final Set<String> EXTENSIONS =
      Set.of(
          "mp4", "m4v", "mov", "3gp", "mkv", "webm", "avi", "mpg", "mpeg", "mts", "m2ts", "wmv",
          "flv", "ogv");

  /** Names of times are rounded to a millisecond. */
  private static final long ROUNDING = 500;

  /** Nearer pictures are reached sooner by decoding than by going to the key frame before them. */
  private static final long JUMP = 5_000_000;

  /** A file that ends before the length it states by no more than this is not cut off. */
  private static final long CUT = 1_000_000;

  /** As AV_NOPTS_VALUE, which would load FFmpeg when a name is asked. */
  static final long NONE = Long.MIN_VALUE;

  private final Path file;
  private final VideoContainer container;
  private final AVCodecContext decoder;
  private final AVPacket packet = av_packet_alloc();
  private final long end;

  /** The picture at {@link #seen}, and the one after it, at {@link #next}. */
  private AVFrame picture = av_frame_alloc();

  private AVFrame ahead = av_frame_alloc();
  private long seen = NONE;
  private long next = NONE;
  private boolean seenSound;
  private boolean nextSound;

  /** Whether pictures are made of damaged ones. */
  private boolean damaged;

  /**
   * When pictures are to be seen that were given to the decoder and have not come out; those after
   * which others have come are lost.
   */
  private final NavigableSet<Long> awaited = new TreeSet<>();

  /** When those are to be seen whose packets are not whole. */
  private final Set<Long> broken = new HashSet<>();

  /** Whether each packet is a picture: not of kinds that have hidden ones, or half pictures. */
  private final boolean eachIsSeen;

  private boolean drained;

  private VideoFile(Path file, VideoContainer container, AVCodecContext decoder) {
    this.file = file;
    this.container = container;
    this.decoder = decoder;
    this.end = container.findEnd(packet);
    int kind = decoder.codec_id();
    this.eachIsSeen =
        kind != AV_CODEC_ID_VP8
            && kind != AV_CODEC_ID_VP9
            && container.stream().codecpar().field_order() <= AV_FIELD_PROGRESSIVE;
  }

  /** Whether a file is taken for a video, by its extension. */
  public static boolean isVideoName(String fileName) {
    int dot = fileName.lastIndexOf('.');
    return dot > 0 && EXTENSIONS.contains(fileName.substring(dot + 1).toLowerCase(Locale.ROOT));
  }

  /**
   * Opens a file.
   *
   * @param pixels pictures of more are refused
   * @throws SppdetException IMAGE_UNREADABLE when it holds no video that can be decoded
   */
  @SuppressWarnings("MustBeClosedChecker") // closed with the video
  public static VideoFile open(Path file, long pixels) {
    NativeLibraries.loadFfmpeg();
    VideoContainer container = new VideoContainer(file);
    AVCodec codec = avcodec_find_decoder(container.stream().codecpar().codec_id());
    AVCodecContext decoder = avcodec_alloc_context3(codec);
    try {
      avcodec_parameters_to_context(decoder, container.stream().codecpar());
      long size = (long) decoder.width() * decoder.height();
      if (size > pixels) {
        throw container.unreadable(
            "too large: %d x %d pixels".formatted(decoder.width(), decoder.height()));
      }
      decoder.pkt_timebase(container.stream().time_base());
      decoder.err_recognition(AV_EF_CRCCHECK | AV_EF_EXPLODE);
      decoder.max_pixels(pixels);
      decoder.thread_count(1); // images are read side by side; and errors come in their place
      if (codec == null || avcodec_open2(decoder, codec, (AVDictionary) null) < 0) {
        throw container.unreadable("a kind of video that FFmpeg can't decode");
      }
      return new VideoFile(file, container, decoder);
    } catch (SppdetException e) {
      avcodec_free_context(decoder);
      container.close();
      throw e;
    }
  }

  /** When the last picture ends, or, of a file that is cut off, should end. */
  public long end() {
    return container.duration() > end + CUT ? container.duration() : end;
  }

  /**
   * The picture that is seen at a time: the last that begins then or before; at the beginning the
   * first.
   *
   * @return a BMP file
   * @throws SppdetException IMAGE_UNREADABLE when it is damaged, IMAGE_TRUNCATED when the file ends
   *     before
   */
  public byte[] bmp(long time) {
    if (time > 0 && time >= end) {
      String reason = String.format(Locale.ROOT, "the video is cut off at %.3f s", end / 1e6);
      throw new SppdetException(Kind.IMAGE_TRUNCATED, file, reason, null);
    }
    long from = Math.max(0, Math.max(seen, next));
    if (seen > time + ROUNDING || time - from > JUMP) {
      container.seek(time);
      forget();
    }
    advanceTo(time + ROUNDING);
    if (seen == NONE && !container.isFromStart()) { // it led behind it
      container.rewind();
      forget();
      advanceTo(time + ROUNDING);
    }
    if (seen == NONE && next != NONE && awaited.headSet(next).isEmpty()) {
      takeNext(); // a video may begin late
    }
    if (seen == NONE || !seenSound || !awaited.headSet(time + ROUNDING, true).isEmpty()) {
      throw container.unreadable("damaged: the picture can't be decoded in full");
    }
    return new BmpPicture(picture).bytes(container.quarterTurns());
  }

  private void forget() {
    avcodec_flush_buffers(decoder);
    seen = NONE;
    next = NONE;
    awaited.clear();
    broken.clear();
    damaged = false;
    drained = false;
  }

  private void advanceTo(long time) {
    do {
      if (next != NONE) {
        if (next > time) {
          return;
        }
        takeNext();
      }
    } while (decode());
  }

  private void takeNext() {
    AVFrame free = picture;
    picture = ahead;
    ahead = free;
    seen = next;
    seenSound = nextSound;
    next = NONE;
    awaited.headSet(seen, true).clear();
  }

  /** Decodes the next picture; false where there is none. */
  private boolean decode() {
    int received = avcodec_receive_frame(decoder, ahead);
    while (received < 0 && received != AVERROR_EOF()) {
      if (drained) {
        return false;
      }
      send();
      received = avcodec_receive_frame(decoder, ahead);
    }
    if (received < 0) {
      return false;
    }
    long time = ahead.best_effort_timestamp();
    next = time == AV_NOPTS_VALUE ? Math.max(0, seen) : container.micros(time);
    awaited.remove(next);
    boolean whole =
        (ahead.flags() & AVFrame.AV_FRAME_FLAG_CORRUPT) == 0
            && ahead.decode_error_flags() == 0
            && !broken.remove(next);
    boolean alone = (ahead.flags() & AVFrame.AV_FRAME_FLAG_KEY) != 0;
    boolean gap = !awaited.headSet(next).isEmpty();
    damaged = !whole || (!alone && (damaged || gap));
    nextSound = !damaged;
    return true;
  }

  private void send() {
    if (!container.read(packet)) {
      drained = true;
      avcodec_send_packet(decoder, null);
      return;
    }
    long pts = packet.pts() == AV_NOPTS_VALUE ? packet.dts() : packet.pts();
    long time = pts == AV_NOPTS_VALUE ? Math.max(0, seen) + 1 : container.micros(pts);
    boolean expected =
        eachIsSeen && packet.pts() != AV_NOPTS_VALUE && (packet.flags() & AV_PKT_FLAG_DISCARD) == 0;
    if ((packet.flags() & AV_PKT_FLAG_CORRUPT) != 0) {
      broken.add(time);
    }
    if (avcodec_send_packet(decoder, packet) < 0 || expected) {
      awaited.add(time);
    }
    av_packet_unref(packet);
  }

  @Override
  public void close() {
    av_packet_free(packet);
    av_frame_free(picture);
    av_frame_free(ahead);
    avcodec_free_context(decoder);
    container.close();
  }
}
