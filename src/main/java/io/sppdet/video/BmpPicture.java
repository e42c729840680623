package io.sppdet.video;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_SMPTE170M;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_BGR24;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * A decoded picture as a BMP file: 24 bits a pixel, rows from the top. No format that is read takes
 * less to write.
 *
 * @param frame of FFmpeg, valid until it decodes on
 */
record BmpPicture(AVFrame frame) {
  private static final int HEADER = 54;

  /** Smaller pictures come from before HDTV, whose colours are others, where they don't say. */
  private static final int HD_HEIGHT = 720;

  /** The picture, turned clockwise. */
  byte[] bytes(int quarterTurns) {
    int width = frame.width();
    int height = frame.height();
    boolean lying = quarterTurns % 2 == 1;
    int outWidth = lying ? height : width;
    int outHeight = lying ? width : height;
    byte[] bgr = bgr();
    int from = stride(width);
    int to = stride(outWidth);
    ByteBuffer file = ByteBuffer.allocate(HEADER + to * outHeight).order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 'B').put((byte) 'M').putInt(file.capacity()).putInt(0).putInt(HEADER);
    file.putInt(40).putInt(outWidth).putInt(-outHeight).putShort((short) 1).putShort((short) 24);
    if (quarterTurns == 0) {
      file.position(HEADER).put(bgr);
      return file.array();
    }
    byte[] out = file.array();
    for (int y = 0; y < outHeight; y++) {
      for (int x = 0; x < outWidth; x++) {
        int source =
            switch (quarterTurns) {
              case 1 -> (height - 1 - x) * from + 3 * y;
              case 2 -> (height - 1 - y) * from + 3 * (width - 1 - x);
              default -> x * from + 3 * (width - 1 - y);
            };
        System.arraycopy(bgr, source, out, HEADER + y * to + 3 * x, 3);
      }
    }
    return out;
  }

  /** Bytes of a row, a multiple of four. */
  private static int stride(int width) {
    return (3 * width + 3) / 4 * 4;
  }

  private byte[] bgr() {
    int space = frame.colorspace();
    if (space == AVCOL_SPC_UNSPECIFIED) {
      space = frame.height() < HD_HEIGHT ? AVCOL_SPC_SMPTE170M : AVCOL_SPC_BT709;
    }
    return FramePixels.of(frame, space, AV_PIX_FMT_BGR24, stride(frame.width()));
  }
}
