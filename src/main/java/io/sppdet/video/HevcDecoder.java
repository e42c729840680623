package io.sppdet.video;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_HEVC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_EF_CRCCHECK;
import static org.bytedeco.ffmpeg.global.avcodec.AV_EF_EXPLODE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_INPUT_BUFFER_PADDING_SIZE;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_flush_buffers;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_MPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_SMPTE170M;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGB24;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_mallocz;

import io.sppdet.natives.NativeLibraries;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;

/**
 * Decodes pictures of HEVC that each stand for themselves, as photos in HEIC files do. Not for
 * several threads.
 */
public final class HevcDecoder implements AutoCloseable {
  /**
   * A picture.
   *
   * @param rgb R, G, B of each pixel, rows from the top
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  public record Picture(int width, int height, byte[] rgb) {}

  /**
   * How luma and chroma are to be read, where a file says it beside the pictures.
   *
   * @param matrix code of ISO 23091-2
   * @param fullRange whether black is 0 and white 255, not 16 and 235
   */
  public record Colours(int matrix, boolean fullRange) {}

  private final AVCodecContext decoder;
  private final AVPacket packet;
  private final AVFrame frame;
  private final boolean opened;

  /**
   * @param configuration the record with which MP4 and HEIC describe a stream (hvcC)
   * @param pixels pictures of more are not decoded
   */
  @SuppressWarnings("MustBeClosedChecker") // closed with the decoder
  public HevcDecoder(byte[] configuration, long pixels) {
    NativeLibraries.loadFfmpeg(); // before the first call of any of it
    packet = av_packet_alloc();
    frame = av_frame_alloc();
    AVCodec codec = avcodec_find_decoder(AV_CODEC_ID_HEVC);
    decoder = avcodec_alloc_context3(codec);
    BytePointer copy =
        new BytePointer(av_mallocz(configuration.length + (long) AV_INPUT_BUFFER_PADDING_SIZE));
    copy.capacity(configuration.length).put(configuration);
    decoder.extradata(copy).extradata_size(configuration.length); // freed with the decoder
    decoder.err_recognition(AV_EF_CRCCHECK | AV_EF_EXPLODE);
    decoder.max_pixels(pixels);
    decoder.thread_count(1); // images are read side by side
    opened = avcodec_open2(decoder, codec, (AVDictionary) null) == 0;
  }

  /**
   * Decodes one picture.
   *
   * @param coded its units, each behind its length
   * @param colours of the file; null for those that the picture tells
   * @return nothing where it can't be decoded in full
   */
  public Optional<Picture> decode(byte[] coded, Colours colours) {
    if (!opened || av_new_packet(packet, coded.length) < 0) {
      return Optional.empty();
    }
    packet.data().put(coded);
    boolean taken = avcodec_send_packet(decoder, packet) == 0;
    av_packet_unref(packet);
    avcodec_send_packet(decoder, null); // no other comes before this one is out
    boolean whole =
        taken
            && avcodec_receive_frame(decoder, frame) == 0
            && frame.decode_error_flags() == 0
            && (frame.flags() & AVFrame.AV_FRAME_FLAG_CORRUPT) == 0;
    Optional<Picture> picture = whole ? Optional.of(picture(colours)) : Optional.empty();
    avcodec_flush_buffers(decoder);
    return picture;
  }

  private Picture picture(Colours colours) {
    int space = frame.colorspace();
    if (colours != null) {
      space = colours.matrix() == AVCOL_SPC_UNSPECIFIED ? space : colours.matrix();
      frame.color_range(colours.fullRange() ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG);
    }
    if (space == AVCOL_SPC_UNSPECIFIED) {
      space = AVCOL_SPC_SMPTE170M; // as in JPEG
    }
    int width = frame.width();
    byte[] rgb = FramePixels.of(frame, space, AV_PIX_FMT_RGB24, 3 * width);
    return new Picture(width, frame.height(), rgb);
  }

  @Override
  public void close() {
    av_packet_free(packet);
    av_frame_free(frame);
    avcodec_free_context(decoder);
  }
}
