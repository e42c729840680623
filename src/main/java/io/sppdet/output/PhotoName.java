package io.sppdet.output;

/**
 * The last part of an image's name.
 *
 * @param stem without the extension; may be any text
 * @param extension with its dot, or empty
 */
record PhotoName(String stem, String extension) {
  static PhotoName of(String file) {
    String name = file.substring(file.lastIndexOf('/') + 1);
    int dot = name.lastIndexOf('.');
    return dot > 0
        ? new PhotoName(name.substring(0, dot), name.substring(dot))
        : new PhotoName(name, "");
  }

  /** Whether it names a JPEG or a PNG, the formats we write. */
  boolean isWritable() {
    return extension.matches("(?i)\\.(jpe?g|png)");
  }

  /** Its extension, if we write that format; else that of PNG. */
  String writableExtension() {
    return isWritable() ? extension : ".png";
  }
}
