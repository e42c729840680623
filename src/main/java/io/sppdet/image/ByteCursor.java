package io.sppdet.image;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A place in a file's bytes that moves on as numbers are read, big-endian unless set otherwise.
 * Every method throws {@link BufferUnderflowException} where the file ends too early.
 */
final class ByteCursor {
  private final byte[] bytes;
  private final ByteBuffer in;

  ByteCursor(byte[] bytes) {
    this.bytes = bytes;
    this.in = ByteBuffer.wrap(bytes);
  }

  /** The whole file; not a copy. */
  byte[] bytes() {
    return bytes;
  }

  void littleEndian() {
    in.order(ByteOrder.LITTLE_ENDIAN);
  }

  int position() {
    return in.position();
  }

  int remaining() {
    return in.remaining();
  }

  int u8() {
    return Byte.toUnsignedInt(in.get());
  }

  int u16() {
    return Short.toUnsignedInt(in.getShort());
  }

  long u32() {
    return Integer.toUnsignedLong(in.getInt());
  }

  int i32() {
    return in.getInt();
  }

  /** The number that the next bytes hold, at most 8; 0 where there are none. */
  long number(int length) {
    long number = 0;
    for (int i = 0; i < length; i++) {
      number = number << 8 | u8();
    }
    return number;
  }

  /** The version at the head of a box of ISO 14496-12; past the flags behind it. */
  int versioned() {
    return i32() >>> 24;
  }

  /** One char a byte, so that signatures compare as text. */
  String text(int length) {
    byte[] text = new byte[length];
    in.get(text);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  void skip(long count) {
    seek(in.position() + count);
  }

  void seek(long position) {
    if (position < 0 || position > in.limit()) {
      throw new BufferUnderflowException();
    }
    in.position((int) position);
  }
}
