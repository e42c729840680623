package io.sppdet.video;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.swscale.SWS_ACCURATE_RND;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BICUBIC;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BITEXACT;
import static org.bytedeco.ffmpeg.global.swscale.SWS_FULL_CHR_H_INT;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCoefficients;
import static org.bytedeco.ffmpeg.global.swscale.sws_getContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale;
import static org.bytedeco.ffmpeg.global.swscale.sws_setColorspaceDetails;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;

/** From luma and chroma, of whatever depth and range, to red, green and blue. */
final class FramePixels {
  private static final int FLAGS =
      SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_BITEXACT;

  private FramePixels() {}

  /**
   * The pixels of a frame, rows from the top.
   *
   * @param space matrix of its colours, by FFmpeg's constant
   * @param format FFmpeg's, of three bytes a pixel
   * @param stride bytes of a row
   */
  static byte[] of(AVFrame frame, int space, int format, int stride) {
    int width = frame.width();
    int height = frame.height();
    byte[] bytes = new byte[stride * height];
    SwsContext scaler =
        sws_getContext(
            width,
            height,
            frame.format(),
            width,
            height,
            format,
            FLAGS,
            null,
            null,
            (DoublePointer) null);
    try (BytePointer pixels = new BytePointer(bytes.length + 64L); // it may write vectors
        PointerPointer<BytePointer> planes = new PointerPointer<>(4L);
        IntPointer strides = new IntPointer(4L)) {
      IntPointer table = sws_getCoefficients(space);
      int full = frame.color_range() == AVCOL_RANGE_JPEG ? 1 : 0;
      sws_setColorspaceDetails(scaler, table, full, table, 1, 0, 1 << 16, 1 << 16);
      planes.zero(); // it looks at four, whatever the format
      strides.zero();
      planes.put(0, pixels);
      strides.put(0, stride);
      sws_scale(scaler, frame.data(), frame.linesize(), 0, height, planes, strides);
      pixels.get(bytes);
    } finally {
      sws_freeContext(scaler);
    }
    return bytes;
  }
}
