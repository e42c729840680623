package io.sppdet.proposal;

import java.util.List;

/**
 * An image in some colour space.
 *
 * @param channels of each channel {@code (height, width)} values 0 to 255, unsigned
 */
@SuppressWarnings("ArrayRecordComponent") // large buffers, compared by nobody
record Planes(int width, int height, List<byte[]> channels) {}
