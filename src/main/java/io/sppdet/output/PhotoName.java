package io.sppdet.output;

import io.sppdet.files.FileName;
import io.sppdet.image.ImageSize;
import io.sppdet.image.ImageWriter;

/**
 * The last part of an image's name.
 *
 * @param stem without the extension; may be any text
 * @param extension with its dot, or empty
 */
record PhotoName(String stem, String extension) {
  static PhotoName of(String file) {
    FileName name = FileName.of(file.substring(file.lastIndexOf('/') + 1));
    return new PhotoName(name.stem(), name.extension());
  }

  /** Whether it names a JPEG or a PNG, the formats we write. */
  boolean isWritable() {
    return extension.matches("(?i)\\.(jpe?g|png)");
  }

  /** Its extension, if we write that format, and of this size; else that of PNG. */
  String writableExtension(ImageSize size) {
    boolean large = Math.max(size.width(), size.height()) > ImageWriter.MAX_JPEG_SIDE;
    return isWritable() && !(large && extension.matches("(?i)\\.jpe?g")) ? extension : ".png";
  }
}
