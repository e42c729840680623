package io.sppdet.image;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The image formats sppdet reads, told apart by the first bytes of a file, never by its name. */
public enum ImageFormat {
  JPEG,
  PNG,
  WEBP,
  BMP,
  TIFF,
  GIF,
  HEIC;

  /** The formats as a message lists them. */
  static final String NAMES = "JPEG, PNG, WebP, BMP, TIFF, GIF or HEIC";

  /** What the first box of a HEIC file says it is; others, such as AVIF, have other pictures. */
  private static final Set<String> HEIC_BRANDS =
      Set.of("heic", "heix", "heim", "heis", "mif1", "msf1", "hevc");

  private static final Set<String> EXTENSIONS =
      Set.of(
          "jpg", "jpeg", "jpe", "png", "webp", "bmp", "tif", "tiff", "gif", "heic", "heif", "hif");

  /**
   * Whether a file in a folder is taken for an image, by its extension.
   *
   * @param path of which the last part decides
   */
  public static boolean isImageName(String path) {
    return EXTENSIONS.contains(extension(path));
  }

  /** Whether a file may hold several pages, by its extension. */
  public static boolean isTiffName(String path) {
    return extension(path).startsWith("tif") && isImageName(path);
  }

  /** Behind the last point of a file's name, unless it begins the name, which hides a file. */
  private static String extension(String path) {
    int name = Math.max(path.lastIndexOf('/'), path.lastIndexOf(File.separatorChar)) + 1;
    int dot = path.lastIndexOf('.');
    return dot > name ? path.substring(dot + 1).toLowerCase(Locale.ROOT) : "";
  }

  /** The format of what should be text, but begins as no text does: with what an image begins. */
  public static Optional<ImageFormat> ofStream(byte[] start) {
    return of(start)
        .filter(format -> format != GIF || (start.length > 7 && start[7] >= 0 && start[7] < ' '));
  }

  static Optional<ImageFormat> of(byte[] file) {
    // one char a byte, so that signatures compare as text
    String start = new String(file, 0, Math.min(file.length, 18), StandardCharsets.ISO_8859_1);
    if (start.startsWith("\u00ff\u00d8")) {
      return Optional.of(JPEG);
    } else if (start.startsWith("\u0089PNG")) {
      return Optional.of(PNG);
    } else if (start.startsWith("RIFF") && start.startsWith("WEBP", 8)) {
      return Optional.of(WEBP);
    } else if (start.startsWith("GIF8")) {
      return Optional.of(GIF);
    } else if (start.startsWith("II*\0") || start.startsWith("MM\0*")) {
      return Optional.of(TIFF);
    } else if (start.startsWith("ftyp", 4) && HEIC_BRANDS.contains(brand(start))) {
      return Optional.of(HEIC);
    } else if (start.startsWith("BM") && start.startsWith("\0\0\0", 15)) {
      return Optional.of(BMP); // "BM" alone may begin a text; a BMP's header size is below 256
    }
    return Optional.empty();
  }

  private static String brand(String start) {
    return start.substring(Math.min(8, start.length()), Math.min(12, start.length()));
  }
}
